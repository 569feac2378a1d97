package dev.ccexecutor.stress.scenario;

import java.util.Arrays;
import java.util.Objects;

/** What members must be like. */
final class Rules {

  private Rules() {}

  static void require(boolean holds, String member, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(member + ": " + rule);
    }
  }

  static void required(String member, Object value) {
    require(value != null && !value.equals(""), member, "is required");
  }

  static void positive(String member, Number value) {
    require(value == null || value.doubleValue() > 0, member, "must be greater than 0");
  }

  static void notNegative(String member, Number value) {
    require(value == null || value.doubleValue() >= 0, member, "must not be negative");
  }

  static long count(Object... values) {
    return Arrays.stream(values).filter(Objects::nonNull).count();
  }
}
