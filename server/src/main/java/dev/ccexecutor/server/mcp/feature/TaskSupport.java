package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** Whether a tool can be called as a task, whose result is asked for later. */
public enum TaskSupport implements WireName {
  FORBIDDEN,
  OPTIONAL,
  REQUIRED
}
