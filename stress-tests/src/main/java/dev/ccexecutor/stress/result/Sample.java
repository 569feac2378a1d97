package dev.ccexecutor.stress.result;

import java.util.Objects;

/**
 * A look at the server while scenarios run. What was not to be known is {@link #UNKNOWN}, or {@link
 * Double#NaN}.
 *
 * @param elapsedMillis since the run began, by a clock that does not jump
 * @param scenario what was running; empty between scenarios
 * @param residentBytes the server's memory in use, {@link #UNKNOWN} if it was not told
 * @param openFiles its descriptors, {@link #UNKNOWN} if they were not told
 * @param threads its threads, {@link #UNKNOWN} if they were not told
 * @param liveExecutions commands that had not completed, {@link #UNKNOWN} if they were not told
 * @param outputBytesPerSecond output of commands since the sample before, NaN if it was not told
 * @param probeMillis the round trip of a ping on a connection of its own, NaN if none came back
 */
public record Sample(
    long elapsedMillis,
    String scenario,
    long residentBytes,
    int openFiles,
    int threads,
    int liveExecutions,
    double outputBytesPerSecond,
    double probeMillis) {

  /** For a number that nobody told. */
  public static final int UNKNOWN = -1;

  public Sample {
    Objects.requireNonNull(scenario, "scenario");
  }
}
