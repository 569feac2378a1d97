package dev.ccexecutor.stress.result;

/**
 * How long something took that was done several times.
 *
 * @param count how often it was done; with 0 the times say nothing
 * @param p50Millis what half of them took at most, in milliseconds
 * @param p99Millis what 99 of 100 took at most, in milliseconds
 * @param maxMillis the longest, in milliseconds
 */
public record LatencySummary(long count, double p50Millis, double p99Millis, double maxMillis) {

  /** Nothing was measured. */
  public static final LatencySummary NONE =
      new LatencySummary(0, Double.NaN, Double.NaN, Double.NaN);

  public LatencySummary {
    if (count < 0) {
      throw new IllegalArgumentException("count is negative: " + count);
    }
  }
}
