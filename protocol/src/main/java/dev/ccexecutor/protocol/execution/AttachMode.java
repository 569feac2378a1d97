package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** As what a connection attaches. */
public enum AttachMode implements WireName {
  /** As the owner; whoever was it before is told, and gets nothing more. */
  TAKE,
  /** Beside the owner, and beside any number of others. */
  OBSERVE
}
