package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** How output reaches a client. */
public enum OutputForm implements WireName {
  /** {@code data}: valid UTF-8 in JSON. */
  TEXT,
  /** {@code data_base64} in JSON. */
  BASE64,
  /** Data frames. */
  BINARY,
  /** Not at all. */
  NONE
}
