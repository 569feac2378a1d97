package dev.ccexecutor.bench.compare;

/**
 * A column of a table.
 *
 * @param name with its unit
 * @param decimals how many of them are shown
 * @param moreIsBetter false where less is
 * @param isCompared whether it is also shown as ratios
 */
record Metric(String name, int decimals, boolean moreIsBetter, boolean isCompared) {
  static Metric moreIsBetter(String name, int decimals) {
    return new Metric(name, decimals, true, true);
  }

  static Metric lessIsBetter(String name, int decimals) {
    return new Metric(name, decimals, false, true);
  }

  /** One that is only shown. */
  static Metric shown(String name, int decimals) {
    return new Metric(name, decimals, false, false);
  }

  /** How many times as good a value is as another: above 1 is better, in either direction. */
  double quality(double ratio) {
    return moreIsBetter ? ratio : 1 / ratio;
  }

  String format(double value) {
    return ("%,." + decimals + "f").formatted(value);
  }
}
