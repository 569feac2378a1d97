package dev.ccexecutor.server.security.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One JSON object of a file, being read: whoever asks for a member has it checked, and a member
 * that nobody asks for is a problem. All problems are collected, each with its place.
 */
final class StrictObject {
  private final String place;
  private final JsonNode node;
  private final List<String> problems;
  private final Set<String> known = new HashSet<>();

  /**
   * @param place where it stands in the file; empty for the file itself
   * @param node an object; anything else is a problem, and counts as an empty one
   */
  StrictObject(String place, JsonNode node, List<String> problems) {
    this.place = place;
    this.node = node;
    this.problems = problems;
    if (!node.isObject()) {
      problem("", "must be an object");
    }
  }

  /** To be called when all members have been asked for. */
  void refuseOthers() {
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        problem(
            name, "is unknown; known are " + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  /** Where a member stands. */
  String placeOf(String name) {
    return place.isEmpty() || name.isEmpty() ? place + name : place + "." + name;
  }

  void problem(String name, String what) {
    String where = placeOf(name);
    problems.add(where.isEmpty() ? what : where + ": " + what);
  }

  Optional<JsonNode> member(String name) {
    known.add(name);
    return Optional.ofNullable(node.get(name));
  }

  /** All members' names; whoever takes them need not ask for each. */
  Set<String> allNames() {
    Set<String> names = new java.util.LinkedHashSet<>(node.propertyNames());
    known.addAll(names);
    return names;
  }

  Optional<StrictObject> object(String name) {
    return member(name).map(value -> new StrictObject(placeOf(name), value, problems));
  }

  boolean flag(String name) {
    Optional<JsonNode> value = member(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      problem(name, "must be true or false");
    }
    return value.isPresent() && value.get().isBoolean() && value.get().booleanValue();
  }

  /** Null where it is missing or wrong. */
  Long integer(String name, long least, long most) {
    Optional<JsonNode> value = member(name);
    if (value.isEmpty()) {
      return null;
    }
    boolean holds =
        value.get().isIntegralNumber()
            && value.get().canConvertToLong()
            && value.get().longValue() >= least
            && value.get().longValue() <= most;
    if (!holds) {
      problem(name, "must be an integer from " + least + " to " + most);
    }
    return holds ? value.get().longValue() : null;
  }

  /** As milliseconds, rounded up; null where it is missing or wrong. */
  Long seconds(String name, double most) {
    Optional<JsonNode> value = member(name);
    if (value.isEmpty()) {
      return null;
    }
    double seconds = value.get().isNumber() ? value.get().doubleValue() : 0;
    boolean holds = seconds > 0 && seconds <= most;
    if (!holds) {
      problem(name, "must be a number of seconds, more than 0 and at most " + (long) most);
    }
    return holds ? (long) Math.ceil(seconds * 1000) : null;
  }

  /** The texts of an array; what is none is left out. */
  List<String> texts(String name) {
    Optional<JsonNode> value = member(name);
    List<String> texts = new ArrayList<>();
    if (value.isEmpty()) {
      return texts;
    }
    if (!value.get().isArray()) {
      problem(name, "must be an array of strings");
    }
    for (int i = 0; i < value.get().size(); i++) {
      JsonNode element = value.get().get(i);
      if (element.isString()) {
        texts.add(element.stringValue());
      } else {
        problem(name + "[" + i + "]", "must be a string");
      }
    }
    return texts;
  }
}
