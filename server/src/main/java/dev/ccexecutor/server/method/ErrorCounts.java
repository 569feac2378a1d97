package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many errors clients were answered, for the metrics. Any thread. */
public final class ErrorCounts {
  private final Map<ErrorKind, LongAdder> counts = new EnumMap<>(ErrorKind.class);

  /** None was answered yet. */
  public ErrorCounts() {
    for (ErrorKind kind : ErrorKind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  /** One more is about to be; it is given back. */
  public JsonRpcError counted(JsonRpcError error) {
    counts.get(error.kind()).increment();
    return error;
  }

  /** How many there were. */
  public long total(ErrorKind kind) {
    return counts.get(kind).sum();
  }
}
