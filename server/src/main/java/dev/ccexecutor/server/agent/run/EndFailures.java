package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentReading;
import dev.ccexecutor.server.agent.FailureReport;

/** Says what went wrong around an agent, rather than in it. */
final class EndFailures {
  private EndFailures() {}

  /**
   * Why an attempt that has ended did not succeed; null if it did. What the agent itself said
   * counts if it said that it was done, or if nobody stopped it.
   */
  static FailureReport ofEnd(ProcessCompleted end, AgentReading reading, double timeoutSeconds) {
    if (reading.succeeded()) {
      return null;
    }
    if (end.status() == CompletionStatus.LOST || end.reason() == null) {
      return FailureReport.of(AgentFailure.LOST, "the server died while the agent ran");
    }
    return switch (end.reason()) {
      case EXIT, SIGNAL -> reading.failure();
      case TIMEOUT ->
          FailureReport.of(
              AgentFailure.TIMEOUT, "stopped after " + seconds(timeoutSeconds) + " s, its time");
      case IDLE_TIMEOUT ->
          FailureReport.of(AgentFailure.TIMEOUT, "stopped, it was silent too long");
      case CANCELED, KILLED -> FailureReport.of(AgentFailure.CANCELED, "somebody stopped it");
      case DISCONNECTED ->
          FailureReport.of(AgentFailure.LOST, "stopped, because nobody was connected for too long");
      case SERVER_SHUTDOWN -> FailureReport.of(AgentFailure.LOST, "stopped, the server went down");
    };
  }

  /** Why nothing more is known of an attempt. */
  static FailureReport ofException(Throwable cause) {
    if (cause instanceof RemoteErrorException refused) {
      return ofRefusal(refused);
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return FailureReport.of(AgentFailure.LOST, message);
  }

  /** Whether it was not started at all, so that there can be no trace of it. */
  static boolean isNotStarted(Throwable cause) {
    return cause instanceof RemoteErrorException
        || (cause instanceof ClientException lost
            && lost.reason() != ClientException.Reason.LOST
            && lost.reason() != ClientException.Reason.UNCERTAIN);
  }

  private static FailureReport ofRefusal(RemoteErrorException refused) {
    if (refused.code() != ErrorKind.SPAWN_FAILED.code()) {
      AgentFailure type =
          refused.code() == ErrorKind.INVALID_PARAMS.code()
              ? AgentFailure.INVALID_REQUEST
              : AgentFailure.REFUSED;
      return FailureReport.of(type, "the server refuses it: " + refused.getMessage());
    }
    String path = refused.data().path("path").asString("");
    String errno = refused.data().path("errno").asString("");
    String message = "the server could not start it: " + refused.getMessage();
    return switch (errno) {
      case "E2BIG" -> FailureReport.of(AgentFailure.PROMPT_TOO_LONG, message);
      // A directory is named by its whole path, and the call is then another.
      case "ENOENT", "EACCES" ->
          FailureReport.of(
              refused.getMessage().startsWith("posix_spawn")
                  ? AgentFailure.AGENT_NOT_FOUND
                  : AgentFailure.REFUSED,
              message + (path.isEmpty() ? "" : " (" + path + ")"));
      default -> FailureReport.of(AgentFailure.REFUSED, message);
    };
  }

  private static String seconds(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
