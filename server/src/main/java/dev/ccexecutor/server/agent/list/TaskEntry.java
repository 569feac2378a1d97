package dev.ccexecutor.server.agent.list;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ccexecutor.protocol.jsonrpc.WireName;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.RetriedAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the state of a list has of a task.
 *
 * @param fingerprint of its definition and of what it needs
 * @param progress how far it is
 * @param run how often it was begun anew
 * @param attempt the number of the newest attempt of this run
 * @param timeoutSeconds of each attempt
 * @param retries the attempts of this run that have failed
 * @param judge the execution that judges its result, while that is under way
 * @param result once it is over
 */
record TaskEntry(
    String fingerprint,
    Progress progress,
    int run,
    int attempt,
    @JsonProperty("timeout_s") double timeoutSeconds,
    List<RetriedAttempt> retries,
    String judge,
    AgentResult result) {

  /** How far a task is. */
  enum Progress implements WireName {
    RUNNING,
    DONE,
    FAILED
  }

  TaskEntry {
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(progress, "progress");
    retries = retries == null ? List.of() : List.copyOf(retries);
  }

  static TaskEntry begun(String fingerprint, int run, double timeoutSeconds) {
    return new TaskEntry(
        fingerprint, Progress.RUNNING, run, 1, timeoutSeconds, List.of(), null, null);
  }

  TaskEntry withAttempt(int number) {
    return new TaskEntry(
        fingerprint, progress, run, number, timeoutSeconds, retries, judge, result);
  }

  TaskEntry withRetry(RetriedAttempt failed) {
    List<RetriedAttempt> more = new ArrayList<>(retries);
    more.add(failed);
    return new TaskEntry(fingerprint, progress, run, attempt, timeoutSeconds, more, judge, result);
  }

  TaskEntry withJudge(String executionId) {
    return new TaskEntry(
        fingerprint, progress, run, attempt, timeoutSeconds, retries, executionId, result);
  }

  TaskEntry ended(AgentResult came) {
    Progress how = came.isError() ? Progress.FAILED : Progress.DONE;
    return new TaskEntry(fingerprint, how, run, attempt, timeoutSeconds, retries, null, came);
  }

  boolean isRunning() {
    return progress == Progress.RUNNING;
  }

  boolean isDone() {
    return progress == Progress.DONE;
  }
}
