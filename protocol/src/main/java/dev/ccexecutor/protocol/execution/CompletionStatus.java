package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** How an execution came out. */
public enum CompletionStatus implements WireName {
  /** By itself, with exit code 0. */
  COMPLETED,
  FAILED,
  /** Somebody, or the server's end, stopped it. */
  CANCELED,
  /** It ran when the server died. */
  LOST;

  /**
   * How an execution came out that the server saw end.
   *
   * @param reason what first made it end
   * @param exitCode as {@code process.completed} bears it
   */
  public static CompletionStatus of(EndReason reason, int exitCode) {
    return switch (reason) {
      case EXIT -> exitCode == 0 ? COMPLETED : FAILED;
      case CANCELED, KILLED, DISCONNECTED, SERVER_SHUTDOWN -> CANCELED;
      case SIGNAL, TIMEOUT, IDLE_TIMEOUT -> FAILED;
    };
  }
}
