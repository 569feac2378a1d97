package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.execution.EndReason;

/** Ends in words. */
final class EndText {
  private EndText() {}

  /** What ended the command, where it was not the command; else empty. */
  static String explain(EndReason reason) {
    if (reason == null) {
      return ""; // "case null" would make it a pattern switch, which no AOT cache holds.
    }
    return switch (reason) {
      case TIMEOUT -> "the command was stopped after its time was over";
      case IDLE_TIMEOUT -> "the command was stopped after it had been silent for too long";
      case CANCELED, KILLED -> "the command was stopped by another client";
      case SERVER_SHUTDOWN -> "the command was stopped because the server shuts down";
      case DISCONNECTED -> "the command was stopped because it was detached for too long";
      case EXIT, SIGNAL -> "";
    };
  }
}
