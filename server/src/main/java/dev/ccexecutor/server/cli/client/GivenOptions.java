package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.server.config.InvalidValueException;
import dev.ccexecutor.server.config.TimeSpan;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the command line has for options, unchecked.
 *
 * @param values the texts in their order; of a flag none
 */
public record GivenOptions(Map<ClientOption, List<String>> values) {
  private static final double MILLIS_PER_SECOND = 1000.0;

  public GivenOptions {
    Map<ClientOption, List<String>> copy = new EnumMap<>(ClientOption.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  boolean has(ClientOption option) {
    return values.containsKey(option);
  }

  /** Null if it was not given. */
  String text(ClientOption option) {
    List<String> texts = values.get(option);
    return texts == null ? null : texts.getFirst();
  }

  List<String> texts(ClientOption option) {
    return values.getOrDefault(option, List.of());
  }

  /** A time, such as {@code 1.5m}. */
  OptionalDouble seconds(ClientOption option) throws WrongArgumentException {
    String text = text(option);
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(TimeSpan.parseMillis(text) / MILLIS_PER_SECOND);
    } catch (InvalidValueException invalid) {
      throw wrong(option, "'" + text + "' " + invalid.getMessage());
    }
  }

  /** A whole number that is not negative. */
  OptionalLong number(ClientOption option) throws WrongArgumentException {
    String text = text(option);
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException noNumber) {
      // It is told below, with what else is none.
    }
    throw wrong(option, "'" + text + "' is no whole number");
  }

  static WrongArgumentException wrong(ClientOption option, String problem) {
    return new WrongArgumentException(option.optionName() + ": " + problem);
  }
}
