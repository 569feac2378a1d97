package dev.ccexecutor.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** The page of all metrics, by Micrometer and Prometheus's own client. For one thread. */
final class Exposition implements AutoCloseable {
  private final MetricSources sources;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Makes it, which loads some hundred classes.
   *
   * @throws IllegalStateException if a metric has no source, or two have the same labels
   */
  Exposition(MetricSources sources) {
    if (!sources.missing().isEmpty()) {
      throw new IllegalStateException("metrics without a source: " + sources.missing());
    }
    this.sources = sources;
    registry.throwExceptionOnRegistrationFailure();
    sources.values().forEach(this::register);
    registerDistributions();
    new JvmInfoMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Micrometer holds a source by a weak reference; the list of all holds it as long as this. */
  private void register(MetricSources.Value value) {
    Metric metric = value.metric();
    if (metric.type() == Metric.Type.COUNTER) {
      FunctionCounter.builder(metric.wireName(), value.source(), DoubleSupplier::getAsDouble)
          .description(metric.description())
          .tags(tags(value))
          .register(registry);
    } else {
      Gauge.builder(metric.wireName(), value.source(), DoubleSupplier::getAsDouble)
          .description(metric.description())
          .tags(tags(value))
          .register(registry);
    }
  }

  private static List<Tag> tags(MetricSources.Value value) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < value.labelValues().size(); i++) {
      tags.add(Tag.of(value.metric().labels().get(i), value.labelValues().get(i)));
    }
    return tags;
  }

  private void registerDistributions() {
    Map<Metric, List<MetricSources.Distribution>> byMetric = new EnumMap<>(Metric.class);
    for (MetricSources.Distribution each : sources.distributions()) {
      byMetric.computeIfAbsent(each.metric(), metric -> new ArrayList<>()).add(each);
    }
    byMetric.forEach(
        (metric, all) ->
            registry.getPrometheusRegistry().register(new LatencyCollector(metric, all)));
  }

  byte[] render(ExpositionFormat format) throws IOException {
    sources.prepare();
    ByteArrayOutputStream page = new ByteArrayOutputStream(32 * 1024);
    registry.scrape(page, format.mediaType());
    return page.toByteArray();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
