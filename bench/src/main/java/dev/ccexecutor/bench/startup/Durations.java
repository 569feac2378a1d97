package dev.ccexecutor.bench.startup;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What was measured of one thing. For one thread. */
final class Durations {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final LongStream.Builder nanos = LongStream.builder();
  private long[] sorted;

  void add(long durationNanos) {
    nanos.add(durationNanos);
  }

  double medianMillis() {
    long[] all = sorted();
    int middle = all.length / 2;
    return (all[middle] + all[all.length - 1 - middle]) / 2.0 / NANOS_PER_MILLI;
  }

  /** The median, and the lowest and the highest in brackets. */
  @Override
  public String toString() {
    long[] all = sorted();
    return String.format(
        Locale.ROOT,
        "%.0f ms (%.0f–%.0f)",
        medianMillis(),
        all[0] / NANOS_PER_MILLI,
        all[all.length - 1] / NANOS_PER_MILLI);
  }

  /** All there are when this is called first; none can be added then. */
  private long[] sorted() {
    if (sorted == null) {
      sorted = nanos.build().sorted().toArray();
    }
    return sorted;
  }
}
