package dev.ccexecutor.stress.report.chart;

/**
 * A value at a time.
 *
 * @param seconds since the run began
 * @param value NaN where it is unknown, which leaves a gap
 */
public record Point(double seconds, double value) {

  boolean isKnown() {
    return Double.isFinite(value);
  }
}
