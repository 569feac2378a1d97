package dev.ccexecutor.server.agent.list;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a file, and where it stands.
 *
 * @param line from 1
 * @param value a {@code Map<String, Located>}, a {@code List<Located>}, a String, a Boolean, a
 *     BigDecimal, or null
 */
record Located(int line, Object value) {

  /** Without the lines. */
  Object plain() {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, member) -> plain.put((String) name, ((Located) member).plain()));
        yield plain;
      }
      case List<?> list -> list.stream().map(each -> ((Located) each).plain()).toList();
      case null, default -> value;
    };
  }
}
