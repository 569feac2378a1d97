package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.Era;
import tools.jackson.databind.node.ObjectNode;

/** Results that a client of the modern era is told how long it may keep. */
final class Cacheable {
  private Cacheable() {}

  /** Adds that it may not: what there is differs by principal, and changes at any time. */
  static ObjectNode in(McpCall call, ObjectNode result) {
    return call.era() == Era.MODERN ? result.put("ttlMs", 0).put("cacheScope", "private") : result;
  }
}
