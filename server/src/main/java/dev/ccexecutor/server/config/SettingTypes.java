package dev.ccexecutor.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The types of settings that know nothing of files or networks. */
final class SettingTypes {
  private SettingTypes() {}

  /** A decimal number between both bounds, themselves included. */
  static SettingType<Integer> wholeNumber(int minimum, int maximum) {
    return new SettingType<>(
        "N",
        minimum + " to " + maximum,
        (text, environment) -> {
          int number = parseInteger(text);
          if (number < minimum || number > maximum) {
            throw new InvalidValueException(outside(minimum + " to " + maximum));
          }
          return number;
        },
        number -> Integer.toString(number));
  }

  /** A number of bytes that fits an {@code int}. */
  static SettingType<Integer> bytes(int minimum, int maximum) {
    SettingType<Long> wide = manyBytes(minimum, maximum);
    return new SettingType<>(
        wide.placeholder(),
        wide.range(),
        (text, environment) -> Math.toIntExact(wide.parse(text, environment)),
        bytes -> wide.render((long) bytes));
  }

  /** A number of bytes. */
  static SettingType<Long> manyBytes(long minimum, long maximum) {
    String range = ByteSize.format(minimum) + " to " + ByteSize.format(maximum);
    return new SettingType<>(
        "BYTES",
        range,
        (text, environment) -> {
          long bytes = ByteSize.parse(text);
          if (bytes < minimum || bytes > maximum) {
            throw new InvalidValueException(outside(range));
          }
          return bytes;
        },
        ByteSize::format);
  }

  /** A span of time, as milliseconds. */
  static SettingType<Long> duration(long minimumMillis, long maximumMillis) {
    String range =
        TimeSpan.format(minimumMillis) + " to " + TimeSpan.format(maximumMillis) + " seconds";
    return new SettingType<>(
        "SECONDS",
        range,
        (text, environment) -> {
          long millis = TimeSpan.parseMillis(text);
          if (millis < minimumMillis || millis > maximumMillis) {
            throw new InvalidValueException(outside(range));
          }
          return millis;
        },
        TimeSpan::format);
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> SettingType<E> oneOf(String placeholder, Class<E> constants) {
    String names =
        Arrays.stream(constants.getEnumConstants())
            .map(SettingTypes::lowerCaseName)
            .collect(Collectors.joining(", "));
    return new SettingType<>(
        placeholder,
        names,
        (text, environment) -> {
          for (E constant : constants.getEnumConstants()) {
            if (lowerCaseName(constant).equals(text.toLowerCase(Locale.ROOT))) {
              return constant;
            }
          }
          throw new InvalidValueException("is none of " + names);
        },
        SettingTypes::lowerCaseName);
  }

  /** Yes or no. */
  static SettingType<Boolean> trueOrFalse() {
    return new SettingType<>(
        "BOOLEAN",
        "true or false",
        (text, environment) ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new InvalidValueException("is neither true nor false");
            },
        value -> Boolean.toString(value));
  }

  /** Names and prefixes of environment variables. */
  static SettingType<InheritedEnvironment> inheritedEnvironment() {
    return new SettingType<>(
        "NAMES",
        "",
        (text, environment) -> InheritedEnvironment.parse(text),
        inherited -> String.join(",", inherited.patterns()));
  }

  /** The items of a comma list, without blanks around them and without empty ones. */
  static List<String> splitAtCommas(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static int parseInteger(String text) throws InvalidValueException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      throw new InvalidValueException("is not a whole number");
    }
  }

  private static String outside(String range) {
    return "is not within " + range;
  }

  private static String lowerCaseName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
