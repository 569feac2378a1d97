package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What a manifest says of how far its execution came. */
public enum TranscriptState implements WireName {
  /** It runs, or its server died and no other has started since. */
  RUNNING,
  /** It ended, and this was written down. */
  COMPLETED,
  /** Its server died under it; the next one has sealed what was there. */
  LOST
}
