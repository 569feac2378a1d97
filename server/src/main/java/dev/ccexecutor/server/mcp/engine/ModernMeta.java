package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What each request of the modern era bears. */
final class ModernMeta {
  private static final int BAD_REQUEST = 400;

  private ModernMeta() {}

  /** Sees to it that it is there, and that the version is one that is spoken here. */
  static void check(ObjectNode params) throws McpException {
    JsonNode meta = params.path("_meta");
    JsonNode version = meta.path(McpNames.PROTOCOL_VERSION);
    if (!version.isString()) {
      throw missing(McpNames.PROTOCOL_VERSION);
    }
    if (!McpNames.MODERN_VERSIONS.contains(version.stringValue())) {
      throw unsupported(version);
    }
    if (!meta.path(McpNames.CLIENT_CAPABILITIES).isObject()) {
      throw missing(McpNames.CLIENT_CAPABILITIES);
    }
  }

  private static McpException missing(String member) {
    return McpError.invalidParams("params._meta lacks " + member + ", or it is of a wrong type")
        .withHttpStatus(BAD_REQUEST)
        .asException();
  }

  private static McpException unsupported(JsonNode version) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode supported = data.putArray("supported");
    McpNames.MODERN_VERSIONS.forEach(supported::add);
    data.set("requested", version);
    return McpError.of(McpError.UNSUPPORTED_VERSION, "Unsupported protocol version")
        .withData(data)
        .withHttpStatus(BAD_REQUEST)
        .asException();
  }
}
