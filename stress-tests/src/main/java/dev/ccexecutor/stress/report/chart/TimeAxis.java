package dev.ccexecutor.stress.report.chart;

import java.util.List;

/**
 * The axis of time.
 *
 * @param seconds at its end
 * @param unit in which its labels count
 * @param ticks from the left to the right, by seconds
 */
record TimeAxis(double seconds, String unit, List<Tick> ticks) {
  private static final int MOST_STEPS = 12;
  private static final double LEAST_SECONDS = 1;
  private static final double MINUTE = 60;
  private static final double HOUR = 3_600;
  private static final double UNITS_BEFORE_THE_NEXT = 3;

  static TimeAxis of(double took) {
    double seconds = Math.max(took, LEAST_SECONDS);
    if (seconds <= UNITS_BEFORE_THE_NEXT * MINUTE) {
      return in(seconds, 1, "seconds");
    }
    return seconds <= UNITS_BEFORE_THE_NEXT * HOUR
        ? in(seconds, MINUTE, "minutes")
        : in(seconds, HOUR, "hours");
  }

  private static TimeAxis in(double seconds, double unit, String name) {
    double step = Steps.round(seconds / unit, MOST_STEPS);
    List<Tick> ticks =
        Steps.upTo(seconds / unit, step).stream()
            .map(value -> new Tick(value * unit, Steps.text(value)))
            .toList();
    return new TimeAxis(seconds, name, ticks);
  }

  /** From 0, at the left, to 1. */
  double place(double second) {
    return Math.clamp(second / seconds, 0, 1);
  }
}
