package dev.ccexecutor.stress.sample;

/** What a total grows by in a second, from one reading to the next. For one thread. */
final class OutputRate {
  private static final double SECOND_NANOS = 1e9;

  private double lastTotal = Double.NaN;
  private long lastNanos;

  /** NaN if it is not known now, was not known before, or began anew. */
  double update(double total, long nowNanos) {
    double grown = total - lastTotal;
    double seconds = (nowNanos - lastNanos) / SECOND_NANOS;
    lastTotal = total;
    lastNanos = nowNanos;
    return grown >= 0 && seconds > 0 ? grown / seconds : Double.NaN;
  }
}
