package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.result.LatencySummary;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Sums up how long things took. */
final class Latencies {

  private Latencies() {}

  /** The summary of some times, in milliseconds. */
  static LatencySummary of(DoubleStream millis) {
    double[] sorted = millis.sorted().toArray();
    return sorted.length == 0
        ? LatencySummary.NONE
        : new LatencySummary(
            sorted.length,
            quantile(sorted, 0.5),
            quantile(sorted, 0.99),
            Arrays.stream(sorted).max().orElseThrow());
  }

  /** The smallest value that is not exceeded by that share of all. */
  private static double quantile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
