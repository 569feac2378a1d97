package dev.ccexecutor.server.metrics;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Where the value of each metric is had from, put together when the server starts. They are asked
 * on the thread of the scrape, one scrape at a time.
 */
public final class MetricSources {
  /** A number, for one set of values of its labels. */
  record Value(Metric metric, List<String> labelValues, DoubleSupplier source) {}

  /** A histogram, for one set of values of its labels. */
  record Distribution(
      Metric metric, List<String> labelValues, Supplier<Latencies.Snapshot> source) {}

  private final List<Value> values = new ArrayList<>();
  private final List<Distribution> distributions = new ArrayList<>();
  private final List<Runnable> preparations = new ArrayList<>();

  /**
   * Adds a gauge or a counter.
   *
   * @param source never less than before, if it is a counter
   * @param labelValues in the order of the metric's labels
   */
  public void add(Metric metric, DoubleSupplier source, String... labelValues) {
    requireLabels(metric, labelValues);
    if (metric.type() == Metric.Type.HISTOGRAM) {
      throw new IllegalArgumentException(metric + " is a histogram");
    }
    values.add(new Value(metric, List.of(labelValues), source));
  }

  /**
   * Adds a histogram.
   *
   * @param labelValues in the order of the metric's labels
   */
  public void addLatencies(
      Metric metric, Supplier<Latencies.Snapshot> source, String... labelValues) {
    requireLabels(metric, labelValues);
    if (metric.type() != Metric.Type.HISTOGRAM) {
      throw new IllegalArgumentException(metric + " is no histogram");
    }
    distributions.add(new Distribution(metric, List.of(labelValues), source));
  }

  /** Has something done ahead of each scrape, for what several values are had from. */
  public void beforeEach(Runnable preparation) {
    preparations.add(preparation);
  }

  private static void requireLabels(Metric metric, String... labelValues) {
    if (labelValues.length != metric.labels().size()) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
  }

  /** Those that have no source. */
  Set<Metric> missing() {
    Set<Metric> missing = EnumSet.allOf(Metric.class);
    values.forEach(each -> missing.remove(each.metric()));
    distributions.forEach(each -> missing.remove(each.metric()));
    return missing;
  }

  List<Value> values() {
    return values;
  }

  List<Distribution> distributions() {
    return distributions;
  }

  void prepare() {
    preparations.forEach(Runnable::run);
  }
}
