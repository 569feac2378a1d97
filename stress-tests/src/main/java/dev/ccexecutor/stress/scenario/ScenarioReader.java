package dev.ccexecutor.stress.scenario;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Makes scenarios of the text of a file. What it does not know it refuses, by file and member. */
public final class ScenarioReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonMapper STRICT =
      Json.MAPPER.rebuild().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Set<String> OF_THE_FORMS =
      Set.of(Form.SHORT.wireName(), Form.LONG.wireName());

  private final String file;
  private final Form form;

  /**
   * A reader.
   *
   * @param file its name, for messages
   * @param form whose sizes are put in
   */
  public ScenarioReader(String file, Form form) {
    this.file = file;
    this.form = form;
  }

  /** The scenarios, in the order of the file. */
  public List<Scenario> read(String text) throws ScenarioException {
    JsonNode document;
    try {
      document = YAML.readTree(text);
    } catch (JacksonException malformed) {
      throw new ScenarioException(
          file + ": " + malformed.getOriginalMessage() + at(malformed), malformed);
    }
    Scenario.FileContent content = bind("", document, Scenario.FileContent.class);
    if (content.category() == null
        || content.scenarios() == null
        || content.scenarios().isEmpty()) {
      throw new ScenarioException(file + ": it needs a category and scenarios");
    }
    List<Scenario> scenarios = new ArrayList<>();
    for (Map<String, JsonNode> members : content.scenarios()) {
      scenarios.add(scenario("scenarios[" + scenarios.size() + "]", content.category(), members));
    }
    return List.copyOf(scenarios);
  }

  private Scenario scenario(String place, String category, Map<String, JsonNode> members)
      throws ScenarioException {
    if (members.containsKey("category")) {
      throw new ScenarioException(file + ": " + place + ".category: is the whole file's");
    }
    try {
      Placeholders sizes = sizes(members);
      ObjectNode filled = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : members.entrySet()) {
        if (!OF_THE_FORMS.contains(member.getKey())) {
          filled.set(member.getKey(), sizes.fill(member.getValue()));
        }
      }
      filled.put("category", category);
      Scenario scenario = bind(place, filled, Scenario.class);
      if (scenario.execute() != null) {
        bind(place + ".execute", scenario.execute(), ExecuteParams.class);
      }
      return scenario;
    } catch (IllegalArgumentException wrong) {
      throw new ScenarioException(file + ": " + place + "." + wrong.getMessage(), wrong);
    }
  }

  /** Both forms are to have the same names, so that none is wrong only in the long run. */
  private Placeholders sizes(Map<String, JsonNode> members) {
    Map<Form, Placeholders> sizes = new LinkedHashMap<>();
    for (Form each : Form.values()) {
      sizes.put(each, Sizes.of(each.wireName(), members.get(each.wireName())));
    }
    Rules.require(
        sizes.get(Form.SHORT).values().keySet().equals(sizes.get(Form.LONG).values().keySet()),
        "long",
        "must have the same names as short");
    return sizes.get(form);
  }

  private <T> T bind(String place, JsonNode node, Class<T> type) throws ScenarioException {
    try {
      return STRICT.treeToValue(node, type);
    } catch (UnrecognizedPropertyException unknown) {
      throw new ScenarioException(
          file
              + ": "
              + path(place, unknown)
              + ": there is no such member; there are "
              + known(unknown),
          unknown);
    } catch (DatabindException wrong) {
      throw new ScenarioException(file + ": " + path(place, wrong) + reason(wrong), wrong);
    }
  }

  private static String reason(DatabindException wrong) {
    Throwable cause = wrong.getCause() == null ? wrong : wrong.getCause();
    return switch (cause) {
      case InvalidParameterException invalid -> "." + invalid.field() + ": " + invalid.getMessage();
      case JacksonException jackson -> ": " + jackson.getOriginalMessage();
      default -> ": " + cause.getMessage();
    };
  }

  private static String known(UnrecognizedPropertyException unknown) {
    return unknown.getKnownPropertyIds().stream()
        .map(String::valueOf)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String path(String place, DatabindException wrong) {
    StringBuilder path = new StringBuilder(place);
    wrong
        .getPath()
        .forEach(
            step ->
                path.append(
                    step.getPropertyName() == null
                        ? "[" + step.getIndex() + "]"
                        : (path.isEmpty() ? "" : ".") + step.getPropertyName()));
    return path.toString();
  }

  private static String at(JacksonException malformed) {
    return malformed.getLocation() == null
        ? ""
        : " (line " + malformed.getLocation().getLineNr() + ")";
  }
}
