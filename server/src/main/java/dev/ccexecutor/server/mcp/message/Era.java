package dev.ccexecutor.server.mcp.message;

import tools.jackson.databind.JsonNode;

/** The two ways of speaking the protocol. Each request says by itself which one it is from. */
public enum Era {
  /** Up to 2025-11-25: a session begins by {@code initialize}. */
  LEGACY,
  /** From 2026-07-28 on: each request bears its version and the client's capabilities. */
  MODERN;

  /** The era that a request's or notification's own params tell, null for none. */
  public static Era of(JsonNode paramsOrNull) {
    return paramsOrNull != null && paramsOrNull.path("_meta").has(McpNames.PROTOCOL_VERSION)
        ? MODERN
        : LEGACY;
  }
}
