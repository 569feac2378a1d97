package dev.ccexecutor.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Times of one round, in order. */
final class Percentiles {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final long[] sorted;

  Percentiles(long[] nanos) {
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  static Percentiles of(List<Long> nanos) {
    return new Percentiles(nanos.stream().mapToLong(Long::longValue).toArray());
  }

  double medianMillis() {
    return millis(0.50);
  }

  double tailMillis() {
    return millis(0.99);
  }

  /** The smallest that at least this share does not exceed. */
  private double millis(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(1, rank) - 1] / NANOS_PER_MILLI;
  }
}
