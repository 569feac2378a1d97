package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What becomes of a list when one of its tasks fails. */
public enum OnFailure implements WireName {
  /** Nothing more is run. */
  STOP,
  /** What does not need its result is run. */
  CONTINUE
}
