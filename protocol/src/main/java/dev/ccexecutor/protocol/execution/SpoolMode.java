package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What output goes to disk. */
public enum SpoolMode implements WireName {
  OFF,
  /** What memory has no room for. */
  OVERFLOW,
  /** All of it: a transcript. */
  ALL
}
