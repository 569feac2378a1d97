package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What a child reads. */
public enum StdinMode implements WireName {
  /** /dev/null. */
  NONE,
  PIPE
}
