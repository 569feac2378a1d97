package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What happens when the limits of memory and spool are met. */
public enum WhenFull implements WireName {
  /** The pipe is not read, so the child waits. */
  BLOCK,
  /** The oldest bytes go, and a gap says so. */
  DROP_OLDEST
}
