package dev.ccexecutor.stress.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers: 1, 2 or 5 times a power of ten. */
final class Steps {
  private static final double ALMOST = 1e-9;

  private Steps() {}

  /** The smallest round step of which so many reach the end. */
  static double round(double end, int most) {
    double least = end / most;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= least * (1 - ALMOST)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** All multiples of the step from 0 to the end. */
  static List<Double> upTo(double end, double step) {
    List<Double> values = new ArrayList<>();
    for (int n = 0; n * step <= end * (1 + ALMOST); n++) {
      values.add(n * step);
    }
    return values;
  }

  /** Without digits that say nothing. */
  static String text(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
