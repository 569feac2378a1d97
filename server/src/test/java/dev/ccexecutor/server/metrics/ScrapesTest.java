package dev.ccexecutor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScrapesTest {
  private static final ExpositionFormat TEXT = ExpositionFormat.PROMETHEUS_TEXT;

  private final Scrapes scrapes = new Scrapes();
  private final AtomicInteger made = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void close() throws InterruptedException {
    goOn.countDown();
    scrapes.close();
  }

  /** A source for each metric, all 0. */
  private static MetricSources sources() {
    MetricSources sources = new MetricSources();
    for (Metric metric : Metric.values()) {
      String[] labels = metric.labels().stream().map(each -> "any").toArray(String[]::new);
      if (metric.type() == Metric.Type.HISTOGRAM) {
        sources.addLatencies(metric, () -> Latencies.together(List.of()), labels);
      } else {
        sources.add(metric, () -> 0, labels);
      }
    }
    return sources;
  }

  private static String text(CompletableFuture<byte[]> page) throws Exception {
    return new String(page.get(30, TimeUnit.SECONDS), StandardCharsets.UTF_8);
  }

  @Test
  void shouldMakeOnePageForAllWhenTheyAskWhileOneIsMade() throws Exception {
    MetricSources sources = sources();
    sources.beforeEach(
        () -> {
          made.incrementAndGet();
          begun.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    scrapes.begin(sources);
    CompletableFuture<byte[]> first = scrapes.page(TEXT);
    begun.await();
    CompletableFuture<byte[]> second = scrapes.page(TEXT);
    CompletableFuture<byte[]> third = scrapes.page(TEXT);
    goOn.countDown();

    assertThat(second).isSameAs(third).isNotSameAs(first);
    assertThat(text(first)).contains("cc_executor_sessions 0");
    assertThat(text(third)).contains("cc_executor_sessions 0");
    assertThat(made).hasValue(2);
  }

  @Test
  void shouldAnswerWhoAskedEarlyWhenTheServerHasStarted() throws Exception {
    CompletableFuture<byte[]> early = scrapes.page(TEXT);
    assertThat(early).isNotDone();

    scrapes.begin(sources());

    assertThat(text(early)).contains("cc_executor_sessions");
  }

  @Test
  void shouldFailOnceAndGoOnWhenASourceFails() throws Exception {
    MetricSources sources = sources();
    sources.beforeEach(
        () -> {
          if (made.getAndIncrement() == 0) {
            throw new IllegalStateException("this once");
          }
        });
    scrapes.begin(sources);

    assertThatThrownBy(() -> text(scrapes.page(TEXT)))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("this once");
    assertThat(text(scrapes.page(TEXT))).contains("cc_executor_sessions");
  }

  @Test
  void shouldNotTellHalfOfItWhenAMetricHasNoSource() {
    scrapes.begin(new MetricSources());

    assertThatThrownBy(() -> text(scrapes.page(TEXT))).hasMessageContaining("without a source");
  }

  @Test
  void shouldFailWhenTheServerEndsOrHasEnded() throws Exception {
    CompletableFuture<byte[]> waiting = scrapes.page(TEXT);
    scrapes.close();

    assertThatThrownBy(() -> text(waiting)).isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> text(scrapes.page(TEXT))).hasMessageContaining("has ended");
  }

  @Test
  void shouldRefuseSourcesThatDoNotFitWhenTheyAreAdded() {
    MetricSources sources = new MetricSources();

    assertThatThrownBy(() -> sources.add(Metric.ERRORS, () -> 0)).hasMessageContaining("[code]");
    assertThatThrownBy(() -> sources.add(Metric.SPAWN_SECONDS, () -> 0))
        .hasMessageContaining("histogram");
    assertThatThrownBy(
            () -> sources.addLatencies(Metric.SESSIONS, () -> Latencies.together(List.of())))
        .hasMessageContaining("no histogram");
  }
}
