package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The server does not do it, or can't be reached. The message tells a model what to do instead. */
public final class ExecutorException extends Exception {
  private static final long serialVersionUID = 1;

  private final ErrorKind kind;
  private final transient JsonNode data;

  /** Something that is not the server's to say. */
  public ExecutorException(String message) {
    this(message, null, null, null);
  }

  ExecutorException(String message, ErrorKind kind, JsonNode data, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.data = data;
  }

  /** What the server has answered; empty if it has not. */
  public Optional<ErrorKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** Whether it is that a command reads no input, or none any more. */
  public boolean isInputClosed() {
    return getCause() instanceof ClientException lost
        && lost.reason() == ClientException.Reason.INPUT_CLOSED;
  }

  /** Whether it is that a connection there was went away. */
  boolean isConnectionClosed() {
    return getCause() instanceof ClientException lost
        && (lost.reason() == ClientException.Reason.CLOSED
            || lost.reason() == ClientException.Reason.LOST
            || lost.reason() == ClientException.Reason.UNCERTAIN);
  }

  public boolean is(ErrorKind other) {
    return kind == other;
  }

  /** {@code error.data} of its answer; never null. */
  public JsonNode data() {
    return data == null ? MissingNode.getInstance() : data;
  }
}
