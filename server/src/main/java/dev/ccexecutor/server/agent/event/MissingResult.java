package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.FailureReport;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says why an agent has ended and given no result. */
final class MissingResult {
  private static final int CANNOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;
  private static final int SHOWN_CHARACTERS = 300;

  private static final Pattern LOGIN =
      Pattern.compile("not logged in|please run /login|invalid api key|authentication");
  private static final Pattern WRONG_USE =
      Pattern.compile("unknown option|unknown command|input must be provided|invalid value for");

  private MissingResult() {}

  /**
   * A report.
   *
   * @param end of the process; null if it is not known
   * @param events that were read
   * @param diagnostics what it wrote that is no event
   */
  static FailureReport report(ProcessCompleted end, long events, String diagnostics) {
    if (end == null || end.exitCode() == null) {
      return FailureReport.of(AgentFailure.LOST, "what became of the agent is not known");
    }
    String said = said(diagnostics);
    if (end.exitCode() == 0) {
      return FailureReport.of(
          AgentFailure.MISSING_RESULT,
          "the agent ended with exit code 0 after " + events + " events, without a result" + said);
    }
    if (end.signal() != null) {
      return FailureReport.of(
          AgentFailure.AGENT_CRASHED, "the agent was ended by SIG" + end.signal() + said);
    }
    return FailureReport.of(
        ofExitCode(end.exitCode(), events, diagnostics),
        "the agent ended with exit code " + end.exitCode() + " and gave no result" + said);
  }

  private static AgentFailure ofExitCode(int exitCode, long events, String diagnostics) {
    String text = diagnostics.toLowerCase(Locale.ROOT);
    if (events == 0 && (exitCode == NOT_FOUND || exitCode == CANNOT_EXECUTE)) {
      return AgentFailure.AGENT_NOT_FOUND;
    }
    if (LOGIN.matcher(text).find()) {
      return AgentFailure.NOT_LOGGED_IN;
    }
    return WRONG_USE.matcher(text).find()
        ? AgentFailure.INVALID_REQUEST
        : AgentFailure.AGENT_CRASHED;
  }

  private static String said(String diagnostics) {
    String text = diagnostics.strip();
    if (text.isEmpty()) {
      return "";
    }
    int from = Math.max(0, text.length() - SHOWN_CHARACTERS);
    return ": " + (from > 0 ? "…" : "") + text.substring(from);
  }
}
