package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** Why a connection that had an execution has it no longer. */
public enum DetachReason implements WireName {
  /** Another one took it. */
  TAKEN
}
