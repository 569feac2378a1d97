package dev.ccexecutor.bench.compare;

import java.time.Duration;

/**
 * How long everything is measured.
 *
 * @param rounds how often, so that the spread shows
 * @param floodWarmUp how long a flood runs before it is measured
 * @param floodTime how long it is measured then
 */
record Pace(int rounds, Duration floodWarmUp, Duration floodTime) {
  /** Some minutes for everything. */
  static final Pace FULL = new Pace(3, Duration.ofSeconds(1), Duration.ofSeconds(2));

  /** Two minutes at most for everything. */
  static final Pace QUICK = new Pace(2, Duration.ofMillis(500), Duration.ofSeconds(1));

  /** To see that it works. */
  static final Pace SMOKE = new Pace(1, Duration.ofMillis(50), Duration.ofMillis(100));
}
