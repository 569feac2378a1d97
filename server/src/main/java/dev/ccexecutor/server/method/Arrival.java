package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import java.math.BigDecimal;

/**
 * How a message came.
 *
 * @param bytes its size
 * @param retryAfterMillis when its requests could be carried out, if they came too fast for that;
 *     else 0
 */
public record Arrival(int bytes, long retryAfterMillis) {

  /** What counts for each of so many messages that came as one. */
  Arrival shared(int messages) {
    return new Arrival(bytes / messages, retryAfterMillis);
  }

  void requireInTime() throws JsonRpcException {
    if (retryAfterMillis > 0) {
      throw JsonRpcError.of(
              ErrorKind.EXECUTION_LIMIT, "The connection sends more requests than it may")
          .with("scope", "requests_per_second")
          .with("retry_after", BigDecimal.valueOf(retryAfterMillis, 3))
          .asException();
    }
  }
}
