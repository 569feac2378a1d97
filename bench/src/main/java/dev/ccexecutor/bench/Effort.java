package dev.ccexecutor.bench;

import java.time.Duration;

/**
 * How long the figures of processes are measured.
 *
 * @param rounds how often everything is measured, so that the spread between rounds shows
 * @param warmUps executions before anything is measured, until the server's code is compiled
 * @param spawns executions in one round of one latency
 * @param controls trees, or pauses, in one round of one latency; a third of it for large trees
 * @param window how long one rate is measured in one round
 */
record Effort(int rounds, int warmUps, int spawns, int controls, Duration window) {
  /** Some minutes for everything. */
  static final Effort FULL = new Effort(3, 3000, 1000, 60, Duration.ofSeconds(3));

  /** Half a minute for everything: to see whether a change matters. */
  static final Effort SHORT = new Effort(1, 1500, 500, 20, Duration.ofSeconds(2));

  /** To see that it works. */
  static final Effort SMOKE = new Effort(1, 1, 2, 1, Duration.ofMillis(50));
}
