package dev.ccexecutor.server.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.DoubleStream;

/**
 * How long something took, each time, by ranges. One thread alone records; any may take a snapshot.
 */
public final class Latencies {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Upper bounds of the ranges; the last one has none. */
  private static final double[] BOUNDS_SECONDS = {
    0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  };

  private static final List<Double> BOUNDS =
      DoubleStream.concat(Arrays.stream(BOUNDS_SECONDS), DoubleStream.of(Double.POSITIVE_INFINITY))
          .boxed()
          .toList();

  private static final long[] BOUNDS_NANOS =
      Arrays.stream(BOUNDS_SECONDS)
          .mapToLong(each -> Math.round(each * NANOS_PER_SECOND))
          .toArray();

  /** One for each range, and the sum behind them. */
  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 1);

  private final Count sumNanos = new Count();

  /**
   * What was recorded so far.
   *
   * @param boundsSeconds upper bounds of the ranges, the last of them infinite
   * @param counts how many are in each range, not in those below it
   */
  public record Snapshot(List<Double> boundsSeconds, List<Long> counts, double sumSeconds) {}

  /** By the one thread only. */
  public void record(long nanos) {
    int range = 0;
    while (range < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[range]) {
      range++;
    }
    counts.setRelease(range, counts.getPlain(range) + 1);
    sumNanos.add(Math.max(0, nanos));
  }

  /** What several have, together. Any thread. */
  public static Snapshot together(Collection<Latencies> all) {
    long[] counts = new long[BOUNDS_NANOS.length + 1];
    long nanos = 0;
    for (Latencies one : all) {
      for (int range = 0; range < counts.length; range++) {
        counts[range] += one.counts.getAcquire(range);
      }
      nanos += one.sumNanos.get();
    }
    return new Snapshot(BOUNDS, Arrays.stream(counts).boxed().toList(), nanos / NANOS_PER_SECOND);
  }
}
