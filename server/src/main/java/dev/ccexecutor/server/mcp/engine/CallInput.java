package dev.ccexecutor.server.mcp.engine;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client has answered to what it was asked before.
 *
 * @param responses by the keys of the requests
 * @param state that went with the requests
 */
record CallInput(ObjectNode responses, Optional<JsonNode> state) {
  static CallInput none() {
    return new CallInput(JsonNodeFactory.instance.objectNode(), Optional.empty());
  }
}
