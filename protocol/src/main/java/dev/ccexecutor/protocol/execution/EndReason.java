package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What first made an execution end. */
public enum EndReason implements WireName {
  /** By itself, with an exit code. */
  EXIT,
  /** By a signal that the server did not send on its own account. */
  SIGNAL,
  TIMEOUT,
  IDLE_TIMEOUT,
  CANCELED,
  KILLED,
  /** Its connection went, or nobody came back in time. */
  DISCONNECTED,
  SERVER_SHUTDOWN
}
