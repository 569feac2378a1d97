package dev.ccexecutor.server.agent.history;

import java.time.Duration;
import java.util.List;

/** How long {@code timeout: auto} is. */
final class AutoTimeout {
  /** Of fewer durations no percentile means anything. */
  static final int MIN_DURATIONS = 5;

  static final Duration DEFAULT = Duration.ofMinutes(30);
  static final Duration FLOOR = Duration.ofMinutes(1);
  static final Duration CEILING = Duration.ofHours(4);

  private static final double PERCENTILE = 0.9;
  private static final double HEADROOM = 1.5;

  private AutoTimeout() {}

  /** Nine tenths of the attempts took no longer than two thirds of this, within bounds. */
  static Duration of(List<TaskOutcome> outcomes) {
    double[] sorted = sortedSeconds(outcomes);
    if (sorted.length < MIN_DURATIONS) {
      return DEFAULT;
    }
    long millis = Math.round(percentile(sorted, PERCENTILE) * HEADROOM * 1000);
    return Duration.ofMillis(Math.clamp(millis, FLOOR.toMillis(), CEILING.toMillis()));
  }

  static double[] sortedSeconds(List<TaskOutcome> outcomes) {
    return outcomes.stream()
        .filter(TaskOutcome::isDuration)
        .mapToDouble(TaskOutcome::attemptSeconds)
        .sorted()
        .toArray();
  }

  /** The smallest that this share is not above (nearest rank); null of none. */
  static Double percentile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return null;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }
}
