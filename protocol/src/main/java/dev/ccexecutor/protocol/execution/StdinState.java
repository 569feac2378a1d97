package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** Whether a child's input takes anything. */
public enum StdinState implements WireName {
  OPEN,
  /** It was closed by a client or by the child, or there never was one. */
  CLOSED
}
