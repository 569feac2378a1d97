package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** Where an execution stands. */
public enum ExecutionState implements WireName {
  /** Being spawned. */
  STARTING,
  RUNNING,
  /** All its processes are stopped. */
  PAUSED,
  /** Told to end, and not yet gone. */
  STOPPING,
  /** The leader is gone, its output not yet all taken. */
  EXITED,
  COMPLETED,
  /** It ran when the server died. */
  LOST
}
