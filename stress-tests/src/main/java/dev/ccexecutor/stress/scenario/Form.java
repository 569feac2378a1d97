package dev.ccexecutor.stress.scenario;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** How large the sizes of scenarios are. */
public enum Form implements WireName {
  /** All of them within minutes. */
  SHORT,
  /** For a run by the hour. */
  LONG
}
