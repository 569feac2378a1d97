package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** Why bytes will not come. */
public enum GapReason implements WireName {
  /** Whoever reads here fell behind by more than is kept, and had it that way. */
  DROPPED,
  /** A session was resumed whose next byte was not kept any more. */
  EXPIRED,
  /** They were to be on disk, and could not be written there or not be read back. */
  SPOOL_FAILED
}
