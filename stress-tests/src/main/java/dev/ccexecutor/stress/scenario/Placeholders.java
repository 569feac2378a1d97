package dev.ccexecutor.stress.scenario;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Puts values in place of {@code {{names}}}. Immutable.
 *
 * @param values by name
 */
public record Placeholders(Map<String, JsonNode> values) {

  /** Those that are known when something is started, and left alone before. */
  public static final Set<String> LATER = Set.of("marker", "index", "work", "seed", "host");

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)\\}\\}");

  public Placeholders {
    values = Map.copyOf(values);
  }

  /** Of texts. */
  public static Placeholders ofTexts(Map<String, String> texts) {
    return new Placeholders(
        texts.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> StringNode.valueOf(entry.getValue()))));
  }

  /**
   * The text with its placeholders put in.
   *
   * @throws IllegalArgumentException for a name that stands for nothing
   */
  public String fill(String text) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(textOf(place.group(1))));
  }

  private String textOf(String name) {
    JsonNode value = values.get(name);
    if (value != null) {
      return value.asString();
    }
    if (!LATER.contains(name)) {
      throw new IllegalArgumentException("{{" + name + "}}: there is no such size");
    }
    return "{{" + name + "}}";
  }

  /**
   * A copy of the tree with the placeholders of all texts put in; a text that is one, becomes it.
   */
  public JsonNode fill(JsonNode node) {
    if (node.isString()) {
      String text = node.asString();
      Matcher whole = PLACE.matcher(text);
      return whole.matches() && values.containsKey(whole.group(1))
          ? values.get(whole.group(1))
          : StringNode.valueOf(fill(text));
    }
    return copy(node, this::fill);
  }

  private static JsonNode copy(JsonNode node, Function<JsonNode, JsonNode> change) {
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(change.apply(element)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(member -> object.set(member.getKey(), change.apply(member.getValue())));
      return object;
    }
    return node;
  }
}
