package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** Why output does not come to the disk. */
public enum SpoolRefusal implements WireName {
  /** The execution has as much on disk as one may have. */
  EXECUTION_LIMIT,
  /** All executions together have as much on disk as they may have. */
  TOTAL_LIMIT,
  /** The file system has no room, or this user no quota. */
  DISK_FULL,
  /** Anything else that the kernel says no with. */
  IO_ERROR
}
