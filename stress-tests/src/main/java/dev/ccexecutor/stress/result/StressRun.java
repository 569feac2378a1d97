package dev.ccexecutor.stress.result;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A run of the suite, once it is over.
 *
 * @param marker the word by which its commands are told from all others
 * @param started when it began, by the wall clock
 * @param ended when it was over, by the wall clock
 * @param server what was under stress
 * @param scenarios how they came out, in the order in which they ran
 * @param samples what was seen of the server meanwhile, in order of time
 */
public record StressRun(
    String marker,
    Instant started,
    Instant ended,
    ServerFacts server,
    List<ScenarioResult> scenarios,
    List<Sample> samples) {

  public StressRun {
    Objects.requireNonNull(marker, "marker");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(ended, "ended");
    Objects.requireNonNull(server, "server");
    scenarios = List.copyOf(scenarios);
    samples = List.copyOf(samples);
  }

  /** How many scenarios came out like this. */
  public long count(Outcome outcome) {
    return scenarios.stream().filter(result -> result.outcome() == outcome).count();
  }
}
