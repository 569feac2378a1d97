package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model is told of each tool: a document beside this class for each, in which a long text is
 * an array of its lines. Each is read when it is first asked for, since that takes time at which a
 * server could be listening. Any thread.
 */
final class Descriptions {
  private static final Map<String, ToolDescription> KNOWN = new ConcurrentHashMap<>();

  private Descriptions() {}

  private static final class Instructions {
    static final String TEXT = text(Descriptions.read("instructions"));
  }

  static ToolDescription of(String name) {
    return KNOWN.computeIfAbsent(name, Descriptions::parsed);
  }

  private static ToolDescription parsed(String name) {
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
    return Instructions.TEXT;
  }
}
