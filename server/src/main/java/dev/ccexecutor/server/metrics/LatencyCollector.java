package dev.ccexecutor.server.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;

/**
 * One histogram, for Prometheus. Micrometer has none that reads what was counted elsewhere, and its
 * own would have to be there before the first latency is.
 */
record LatencyCollector(Metric metric, List<MetricSources.Distribution> distributions)
    implements Collector {
  @Override
  public HistogramSnapshot collect() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(metric.wireName()).help(metric.description());
    distributions.forEach(each -> histogram.dataPoint(point(each)));
    return histogram.build();
  }

  private HistogramSnapshot.HistogramDataPointSnapshot point(
      MetricSources.Distribution distribution) {
    Latencies.Snapshot now = distribution.source().get();
    return HistogramSnapshot.HistogramDataPointSnapshot.builder()
        .labels(Labels.of(metric.labels(), distribution.labelValues()))
        .classicHistogramBuckets(ClassicHistogramBuckets.of(now.boundsSeconds(), now.counts()))
        .sum(now.sumSeconds())
        .build();
  }
}
