package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What becomes of a tree that outlives its leader. */
public enum Leftovers implements WireName {
  TERMINATE,
  KEEP
}
