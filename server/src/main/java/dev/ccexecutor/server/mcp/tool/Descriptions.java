package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model is told of each tool: a document beside this class for each, in which a long text is
 * an array of its lines.
 */
final class Descriptions {
  private Descriptions() {}

  static ToolDescription of(String name) {
    JsonNode document = read(name);
    return new ToolDescription(
        name,
        document.required("title").asString(),
        text(document.required("description")),
        (ObjectNode) document.required("inputSchema"),
        (ObjectNode) document.required("outputSchema"),
        (ObjectNode) document.required("annotations"),
        Json.MAPPER.treeToValue(document.required("taskSupport"), TaskSupport.class));
  }

  private static JsonNode read(String name) {
    try (InputStream in = Descriptions.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("this build lacks " + name + ".json");
      }
      return Json.MAPPER.readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static String text(JsonNode lines) {
    StringJoiner joined = new StringJoiner("\n");
    lines.forEach(line -> joined.add(line.asString()));
    return joined.toString();
  }

  /** What a model is told of the server as a whole. */
  static String instructions() {
    return text(read("instructions"));
  }
}
