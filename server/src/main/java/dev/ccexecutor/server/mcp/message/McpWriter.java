package dev.ccexecutor.server.mcp.message;

import dev.ccexecutor.protocol.jsonrpc.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns messages into UTF-8 on one line. It has no state, and may be used on any thread. */
public final class McpWriter {
  private McpWriter() {}

  public static byte[] result(JsonNode id, ObjectNode result) {
    ObjectNode message = message();
    message.set("id", id);
    message.set("result", result);
    return bytes(message);
  }

  /** The id is null where it could not be told. */
  public static byte[] error(JsonNode idOrNull, McpError error) {
    ObjectNode message = message();
    message.set("id", idOrNull);
    ObjectNode member = message.putObject("error");
    member.put("code", error.code());
    member.put("message", error.message());
    if (error.data() != null) {
      member.set("data", error.data());
    }
    return bytes(message);
  }

  public static byte[] notification(String method, ObjectNode params) {
    ObjectNode message = message();
    message.put("method", method);
    message.set("params", params);
    return bytes(message);
  }

  public static byte[] request(JsonNode id, String method, ObjectNode params) {
    ObjectNode message = message();
    message.set("id", id);
    message.put("method", method);
    message.set("params", params);
    return bytes(message);
  }

  private static ObjectNode message() {
    return JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
  }

  private static byte[] bytes(ObjectNode message) {
    return Json.MAPPER.writeValueAsBytes(message);
  }
}
