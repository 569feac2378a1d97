package dev.ccexecutor.stress.scenario;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;

/** The sizes of a scenario in one form: numbers, or such as {@code 16MiB}. */
final class Sizes {
  private static final Pattern WITH_UNIT = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB)");
  private static final Map<String, Integer> SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

  private Sizes() {}

  /**
   * Reads them.
   *
   * @param member where they are, for the message
   * @param sizes null for none
   */
  static Placeholders of(String member, JsonNode sizes) {
    if (sizes == null) {
      return new Placeholders(Map.of());
    }
    Rules.require(sizes.isObject(), member, "must have names and sizes");
    return new Placeholders(
        sizes.properties().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    size -> number(member + "." + size.getKey(), size.getValue()))));
  }

  private static JsonNode number(String member, JsonNode size) {
    if (size.isNumber()) {
      return size;
    }
    Matcher matcher = WITH_UNIT.matcher(size.isString() ? size.asString() : "");
    Rules.require(matcher.matches(), member, "must be a number, or one with KiB, MiB or GiB");
    return LongNode.valueOf(Long.parseLong(matcher.group(1)) << SHIFTS.get(matcher.group(2)));
  }
}
