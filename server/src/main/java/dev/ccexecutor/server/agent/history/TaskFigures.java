package dev.ccexecutor.server.agent.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * What a task's history says of it.
 *
 * @param name of the task
 * @param successes how often it succeeded
 * @param failures how often it failed; that somebody stopped it is neither
 * @param successRatio of the two together, from 0 to 1; null before the first
 * @param graduated whether there are ten successes for each failure, and ten at least
 * @param p50Seconds half of its attempts took no longer; null if there is none
 * @param p90Seconds nine tenths of its attempts took no longer; null if there is none
 * @param autoTimeoutSeconds what {@code timeout: auto} is for it now
 * @param lastAt when it ended last
 */
public record TaskFigures(
    String name,
    int successes,
    int failures,
    Double successRatio,
    boolean graduated,
    @JsonProperty("p50_s") Double p50Seconds,
    @JsonProperty("p90_s") Double p90Seconds,
    @JsonProperty("auto_timeout_s") double autoTimeoutSeconds,
    Instant lastAt) {
  private static final int SUCCESSES_PER_FAILURE = 10;

  /**
   * Figures of a task.
   *
   * @param outcomes all of this name, the newest last
   */
  static TaskFigures of(String name, List<TaskOutcome> outcomes) {
    List<TaskOutcome> counted = outcomes.stream().filter(TaskOutcome::counts).toList();
    int successes = (int) counted.stream().filter(TaskOutcome::isSuccess).count();
    int failures = counted.size() - successes;
    double[] sorted = AutoTimeout.sortedSeconds(outcomes);
    return new TaskFigures(
        name,
        successes,
        failures,
        counted.isEmpty() ? null : Math.round(1e4 * successes / counted.size()) / 1e4,
        successes >= SUCCESSES_PER_FAILURE * Math.max(1, failures),
        AutoTimeout.percentile(sorted, 0.5),
        AutoTimeout.percentile(sorted, 0.9),
        AutoTimeout.of(outcomes).toMillis() / 1000.0,
        outcomes.isEmpty() ? null : outcomes.getLast().endedAt());
  }
}
