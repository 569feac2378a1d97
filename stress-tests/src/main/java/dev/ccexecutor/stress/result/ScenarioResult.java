package dev.ccexecutor.stress.result;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How one scenario came out.
 *
 * @param name the scenario's name, unique within its run
 * @param category what kind of stress it is
 * @param outcome whether all held
 * @param reason of a failure or a skip, for people to read; empty if it passed
 * @param started when it began, by the wall clock
 * @param took how long it ran
 * @param executions how many commands it started
 * @param outputBytes how many bytes of output its clients received
 * @param checks what was to hold, in order
 * @param starts from request to answer of its executions
 * @param controls from request to answer of its controls
 */
public record ScenarioResult(
    String name,
    String category,
    Outcome outcome,
    String reason,
    Instant started,
    Duration took,
    long executions,
    long outputBytes,
    List<CheckResult> checks,
    LatencySummary starts,
    LatencySummary controls) {

  public ScenarioResult {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(took, "took");
    checks = List.copyOf(checks);
    Objects.requireNonNull(starts, "starts");
    Objects.requireNonNull(controls, "controls");
  }

  /** The checks that did not hold, in order. */
  public List<CheckResult> failedChecks() {
    return checks.stream().filter(check -> !check.held()).toList();
  }
}
