package dev.ccexecutor.protocol.jsonrpc;

/**
 * A call that is answered with an error. It is an answer and no fault, so it has no stack trace.
 */
public final class JsonRpcException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient JsonRpcError error;

  public JsonRpcException(JsonRpcError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** The answer. */
  public JsonRpcError error() {
    return error;
  }
}
