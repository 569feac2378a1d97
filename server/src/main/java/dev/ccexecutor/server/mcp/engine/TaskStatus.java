package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** How a task does. */
enum TaskStatus implements WireName {
  WORKING,
  INPUT_REQUIRED,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Whether it stays so. */
  boolean isEnd() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
