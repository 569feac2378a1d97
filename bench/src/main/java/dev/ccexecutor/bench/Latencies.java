package dev.ccexecutor.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What one figure came to in each of several rounds, as percentiles. For one thread. */
final class Latencies {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double MEDIAN = 0.50;
  private static final double TAIL = 0.99;

  private final String name;
  private final List<List<Long>> rounds = new ArrayList<>();

  Latencies(String name) {
    this.name = name;
  }

  void beginRound() {
    rounds.add(new ArrayList<>());
  }

  void add(long nanos) {
    rounds.getLast().add(nanos);
  }

  long count() {
    return rounds.stream().mapToInt(List::size).sum();
  }

  /** The median of all rounds together, in milliseconds. */
  double medianMillis() {
    return percentileMillis(all(), MEDIAN);
  }

  /**
   * Both percentiles of all rounds together, with the lowest and highest of single rounds, and the
   * longest of all, in milliseconds.
   */
  String row() {
    long[] all = all();
    return "| %s | %s | %s | %.2f | %d |"
        .formatted(
            name,
            withSpread(all, MEDIAN),
            withSpread(all, TAIL),
            percentileMillis(all, 1),
            all.length);
  }

  static String heading() {
    return "| figure | p50, ms (rounds) | p99, ms (rounds) | longest, ms | n |\n"
        + "|---|---|---|---|---|";
  }

  private String withSpread(long[] all, double percentile) {
    double[] single =
        rounds.stream()
            .mapToDouble(round -> percentileMillis(sorted(round), percentile))
            .sorted()
            .toArray();
    return "%.2f (%.2f–%.2f)"
        .formatted(percentileMillis(all, percentile), single[0], single[single.length - 1]);
  }

  private long[] all() {
    return sorted(rounds.stream().flatMap(List::stream).toList());
  }

  private static long[] sorted(List<Long> nanos) {
    return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** The smallest that at least this share does not exceed. */
  private static double percentileMillis(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(1, rank) - 1] / NANOS_PER_MILLI;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(all());
  }
}
