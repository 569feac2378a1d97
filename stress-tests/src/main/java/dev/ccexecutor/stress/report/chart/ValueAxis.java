package dev.ccexecutor.stress.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * The axis of values: where each is, and what is written beside it.
 *
 * @param low the value at the bottom
 * @param high the value at the top
 * @param logarithmic whether equal factors are equally high
 * @param ticks from the bottom to the top
 */
record ValueAxis(double low, double high, boolean logarithmic, List<Tick> ticks) {
  private static final int MOST_STEPS = 5;
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final double BYTE_FACTOR = 1024;
  private static final double LEAST_MILLIS = 0.01;

  static ValueAxis of(Scale scale, List<Series> series) {
    double[] known =
        series.stream()
            .flatMap(each -> each.points().stream())
            .filter(Point::isKnown)
            .mapToDouble(Point::value)
            .toArray();
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (double value : known) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return switch (scale) {
      case NUMBER -> linear(Math.max(most, 1), 1, "");
      case BYTES -> bytes(Math.max(most, 1), "");
      case BYTES_PER_SECOND -> bytes(Math.max(most, 1), "/s");
      case MILLIS_LOGARITHMIC -> logarithmic(least, most);
    };
  }

  /** From 0, at the bottom, to 1. */
  double place(double value) {
    if (!logarithmic) {
      return value / high;
    }
    double kept = Math.max(value, low);
    return Math.log(kept / low) / Math.log(high / low);
  }

  private static ValueAxis bytes(double most, String suffix) {
    int unit = 0;
    double unitBytes = 1;
    while (most >= unitBytes * BYTE_FACTOR && unit < BYTE_UNITS.length - 1) {
      unit++;
      unitBytes *= BYTE_FACTOR;
    }
    return linear(most, unitBytes, " " + BYTE_UNITS[unit] + suffix);
  }

  private static ValueAxis linear(double most, double unit, String label) {
    double step = Steps.round(most / unit, MOST_STEPS);
    double top = Math.ceil(most / unit / step - 1e-9) * step;
    List<Tick> ticks =
        Steps.upTo(top, step).stream()
            .map(value -> new Tick(value * unit, Steps.text(value) + label))
            .toList();
    return new ValueAxis(0, top * unit, false, ticks);
  }

  private static ValueAxis logarithmic(double least, double most) {
    double lowest = Math.max(LEAST_MILLIS, Math.min(least, 1));
    double low = Math.pow(10, Math.floor(Math.log10(lowest)));
    double high = Math.pow(10, Math.ceil(Math.log10(Math.max(most, low * 10)) - 1e-9));
    List<Tick> ticks = new ArrayList<>();
    for (double value = low; value <= high * 1.001; value *= 10) {
      String label = value < 1000 ? Steps.text(value) + " ms" : Steps.text(value / 1000) + " s";
      ticks.add(new Tick(value, label));
    }
    return new ValueAxis(low, high, true, List.copyOf(ticks));
  }
}
