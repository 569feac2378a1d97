package dev.ccexecutor.server.mcp.feature;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What came of a call. */
public sealed interface Outcome {
  /**
   * It is done.
   *
   * @param result as the protocol has it for the method, without {@code resultType}
   */
  record Complete(ObjectNode result) implements Outcome {}

  /**
   * The client is to be asked first, and calls again with the answers; the modern era only.
   *
   * @param inputRequests {@code {key: {method, params}}}
   * @param state comes back with the answers, sealed meanwhile; null for none
   */
  record InputRequired(ObjectNode inputRequests, JsonNode state) implements Outcome {}
}
