package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What becomes of an execution when its owner's connection goes. */
public enum OnDisconnect implements WireName {
  DETACH,
  CANCEL
}
