package dev.ccexecutor.protocol.client;

import java.util.Objects;

/** A connection could not be had, or is gone. */
public final class ClientException extends Exception {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** What went wrong, for programs. */
  public enum Reason {
    /** The URL is none that this client can connect to. */
    UNSUPPORTED_URL,
    /** Nobody listens there, or the host is unknown. */
    UNREACHABLE,
    /** Something listens there, but does not take this WebSocket. */
    REFUSED,
    /** The server wants a token, or another one. */
    UNAUTHORIZED,
    /** Too many wrong tokens came from this client's address; the message says for how long. */
    TOO_MANY_ATTEMPTS,
    /** The server's certificate is not trusted, or this client's is not, or there is no TLS. */
    TLS,
    /** The server has as many sessions as it allows. */
    SESSION_LIMIT,
    /** No session within the time allowed. */
    TIMEOUT,
    /** The connection has ended. */
    CLOSED,
    /** The other end does not keep to the contract, or the listener failed. */
    FAILED
  }

  ClientException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  ClientException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** What went wrong, for programs. */
  public Reason reason() {
    return reason;
  }
}
