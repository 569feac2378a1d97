package dev.ccexecutor.bench.compare;

import java.time.Duration;

/**
 * How long everything is measured.
 *
 * @param rounds how often, so that the spread shows
 * @param floodWarmUp how long a flood runs before it is measured
 * @param floodTime how long it is measured then
 * @param coldStarts the first starts of a new server, which are told apart
 * @param warmUpStarts how many follow that are not told, until the server's code is compiled
 * @param starts how many are measured then, in one round
 * @param rateTime how long processes are started as fast as they end, in one round
 * @param controls how many of each kind, in one round
 * @param controlTime after so long there are no more of them
 * @param stallTime how long a flood is not read
 * @param idleConnections how many are opened on which nothing happens
 */
record Pace(
    int rounds,
    Duration floodWarmUp,
    Duration floodTime,
    int coldStarts,
    int warmUpStarts,
    int starts,
    Duration rateTime,
    int controls,
    Duration controlTime,
    Duration stallTime,
    int idleConnections) {

  /** Some minutes for everything. */
  static final Pace FULL =
      new Pace(
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          200,
          3000,
          500,
          Duration.ofSeconds(2),
          200,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          1000);

  /** Two minutes at most for everything. */
  static final Pace QUICK =
      new Pace(
          2,
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          200,
          1000,
          200,
          Duration.ofMillis(400),
          30,
          Duration.ofMillis(1500),
          Duration.ofSeconds(2),
          200);

  /** To see that it works. */
  static final Pace SMOKE =
      new Pace(
          1,
          Duration.ofMillis(30),
          Duration.ofMillis(100),
          2,
          2,
          2,
          Duration.ofMillis(50),
          2,
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          3);
}
