package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.Commas;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members of one object of a file, by type. What is wrong is gathered; a value is then null.
 */
final class Fields {
  private final Located object;
  private final String path;
  private final List<String> problems;
  private final Map<String, Located> members;

  private Fields(Located object, String path, List<String> problems, Map<String, Located> members) {
    this.object = object;
    this.path = path;
    this.problems = problems;
    this.members = members;
  }

  /**
   * The members of an object; none if it is no object.
   *
   * @param path for messages; empty for the whole document
   * @param known names that it may have
   */
  static Fields of(Located object, String path, Set<String> known, List<String> problems) {
    Map<String, Located> members = new LinkedHashMap<>();
    Fields fields = new Fields(object, path, problems, members);
    if (object.value() instanceof Map<?, ?> map) {
      map.forEach((name, value) -> members.put((String) name, (Located) value));
    } else {
      fields.problem(object, "", "must be an object");
    }
    members.forEach(
        (name, value) -> {
          if (!known.contains(name)) {
            fields.problem(
                value,
                name,
                "is not known here; known are "
                    + String.join(", ", known.stream().sorted().toList()));
          }
        });
    return fields;
  }

  boolean has(String name) {
    return members.containsKey(name) && members.get(name).value() != null;
  }

  Located get(String name) {
    return members.get(name);
  }

  String text(String name) {
    return typed(name, String.class, "must be a text");
  }

  String required(String name) {
    if (!has(name)) {
      problem(object, name, "is missing");
      return null;
    }
    return text(name);
  }

  BigDecimal number(String name) {
    return typed(name, BigDecimal.class, "must be a number");
  }

  Integer integer(String name) {
    BigDecimal number = number(name);
    try {
      return number == null ? null : number.intValueExact();
    } catch (ArithmeticException fraction) {
      problem(members.get(name), name, "must be a whole number");
      return null;
    }
  }

  /** A list of texts, or one text with commas. */
  List<String> texts(String name) {
    if (!has(name)) {
      return List.of();
    }
    Object value = members.get(name).value();
    if (value instanceof String text) {
      return Commas.split(text);
    }
    return value instanceof List<?> ? words(name) : none(name, "must be a list of texts");
  }

  /** A list of texts, one for each word. */
  List<String> words(String name) {
    if (!has(name)) {
      return List.of();
    }
    if (!(members.get(name).value() instanceof List<?> list)) {
      return none(name, "must be a list of texts");
    }
    List<String> words = new ArrayList<>();
    for (Object element : list) {
      if (((Located) element).value() instanceof String word) {
        words.add(word);
      } else {
        problem((Located) element, name, "must be a list of texts");
      }
    }
    return words;
  }

  Map<String, String> textsByName(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!has(name)) {
      return texts;
    }
    if (!(members.get(name).value() instanceof Map<?, ?> map)) {
      problem(members.get(name), name, "must be an object of texts");
      return texts;
    }
    map.forEach(
        (key, value) -> {
          if (((Located) value).value() instanceof String text) {
            texts.put((String) key, text);
          } else {
            problem((Located) value, name + "." + key, "must be a text");
          }
        });
    return texts;
  }

  /** Notes that a member is wrong. */
  void wrong(String name, String problem) {
    problem(members.getOrDefault(name, object), name, problem);
  }

  private List<String> none(String name, String problem) {
    wrong(name, problem);
    return List.of();
  }

  private <T> T typed(String name, Class<T> type, String otherwise) {
    if (!has(name)) {
      return null;
    }
    Located member = members.get(name);
    if (!type.isInstance(member.value())) {
      problem(member, name, otherwise);
      return null;
    }
    return type.cast(member.value());
  }

  private void problem(Located where, String name, String problem) {
    String dot = path.isEmpty() || name.isEmpty() ? "" : ".";
    String what = path + dot + name;
    problems.add(
        "line " + where.line() + ": " + (what.isEmpty() ? "the file" : what) + " " + problem);
  }
}
