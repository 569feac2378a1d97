package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import java.util.Objects;
import java.util.Optional;

/** A connection could not be had, or is gone, and what follows from that. */
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
    FAILED,
    /** It can't be known any more what became of it. */
    LOST,
    /** Somebody else has it now: the session was resumed, or the execution attached, elsewhere. */
    TAKEN,
    /** This client has given the execution up. */
    DETACHED,
    /** The connection went before the answer: whether it was carried out is not known. */
    UNCERTAIN,
    /** The child reads no input, or none any more. */
    INPUT_CLOSED
  }

  private final long retryAfterMillis;
  private final transient ExecutionStatus lastStatus;

  ClientException(Reason reason, String message, Throwable cause) {
    this(reason, message, cause, 0, null);
  }

  private ClientException(
      Reason reason,
      String message,
      Throwable cause,
      long retryAfterMillis,
      ExecutionStatus lastStatus) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.retryAfterMillis = retryAfterMillis;
    this.lastStatus = lastStatus;
  }

  ClientException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** A server that wants to be left alone for so long. */
  static ClientException tooManyAttempts(String message, Throwable cause, long retryAfterMillis) {
    return new ClientException(Reason.TOO_MANY_ATTEMPTS, message, cause, retryAfterMillis, null);
  }

  /**
   * An execution of which no end is known.
   *
   * @param lastStatus the last that is known of it; null for nothing
   */
  static ClientException lost(String message, Throwable cause, ExecutionStatus lastStatus) {
    return new ClientException(Reason.LOST, message, cause, 0, lastStatus);
  }

  /** What went wrong, for programs. */
  public Reason reason() {
    return reason;
  }

  /** How long the server wants no other attempt; 0 where it did not say. */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }

  /** With {@link Reason#LOST}: the last that is known of the execution, if anything is. */
  public Optional<ExecutionStatus> lastStatus() {
    return Optional.ofNullable(lastStatus);
  }
}
