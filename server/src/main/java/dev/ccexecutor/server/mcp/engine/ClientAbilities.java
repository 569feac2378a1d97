package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client can do.
 *
 * @param capabilities as it has said
 */
record ClientAbilities(ObjectNode capabilities) {
  private static final Map<String, String> NEEDED =
      Map.of(
          "elicitation/create", "elicitation",
          "sampling/createMessage", "sampling",
          "roots/list", "roots");

  boolean hasTasks() {
    return capabilities.path("extensions").has(McpNames.TASKS);
  }

  void requireTasks() throws McpException {
    if (!hasTasks()) {
      ObjectNode required = JsonNodeFactory.instance.objectNode();
      required.putObject("extensions").putObject(McpNames.TASKS);
      throw McpError.missingCapability(required).asException();
    }
  }

  /** Sees to it that the client can be asked so. */
  void requireFor(String method) throws McpException {
    String needed = NEEDED.get(method);
    if (needed == null) {
      throw McpError.of(McpError.INTERNAL_ERROR, "clients can't be asked for " + method)
          .asException();
    }
    if (!capabilities.has(needed)) {
      ObjectNode required = JsonNodeFactory.instance.objectNode();
      required.putObject(needed);
      throw McpError.missingCapability(required).asException();
    }
  }

  /** The same for all of {@code {key: {method, params}}}. */
  void requireForAll(ObjectNode inputRequests) throws McpException {
    for (var request : inputRequests.properties()) {
      requireFor(request.getValue().path("method").asString(""));
    }
  }
}
