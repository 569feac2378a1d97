package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;

/**
 * A refusal that the audit log was told of already, with more than is known where it is answered.
 */
final class ToldRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JsonRpcError error;

  ToldRefusal(JsonRpcError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** The answer. */
  JsonRpcError error() {
    return error;
  }
}
