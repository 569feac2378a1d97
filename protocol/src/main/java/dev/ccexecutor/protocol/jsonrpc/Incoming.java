package dev.ccexecutor.protocol.jsonrpc;

import java.util.List;

/** What one text frame held. */
public sealed interface Incoming {

  /** One message, answered by one object; also what could not be read at all. */
  record Single(JsonRpcMessage message) implements Incoming {}

  /** From 1 to {@link JsonRpcReader#MAX_BATCH} messages, answered by one array. */
  record Batch(List<JsonRpcMessage> messages) implements Incoming {

    public Batch {
      messages = List.copyOf(messages);
    }
  }
}
