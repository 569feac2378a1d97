package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The events of an agent: a JSON object a line. A line that is not whole yet is left out. */
record AgentEvents(List<JsonNode> events) {

  static AgentEvents of(String output) {
    String whole = output.substring(0, output.lastIndexOf('\n') + 1);
    return new AgentEvents(whole.lines().map(Json.MAPPER::readTree).toList());
  }

  /** What they are, such as {@code system/init}. */
  List<String> names() {
    return events.stream().map(AgentEvents::nameOf).toList();
  }

  /** Those of a name. */
  Stream<JsonNode> named(String name) {
    return events.stream().filter(event -> nameOf(event).equals(name));
  }

  /** The one of a name. */
  JsonNode only(String name) {
    List<JsonNode> found = named(name).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " events " + name + " in " + names());
    }
    return found.getFirst();
  }

  /** The last, which is the result if the agent came to its end. */
  JsonNode last() {
    return events.getLast();
  }

  private static String nameOf(JsonNode event) {
    String type = event.path("type").asString("");
    return type.equals("system") ? type + "/" + event.path("subtype").asString("") : type;
  }
}
