package dev.ccexecutor.stress.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsGaugesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String METRICS =
      """
      # HELP cc_executor_executions Executions, by state.
      # TYPE cc_executor_executions gauge
      cc_executor_executions{state="running"} 5.0
      cc_executor_executions{state="paused",note="a } b"} 2.0 1700000000000
      cc_executor_executions{state="completed"} 1000.0
      cc_executor_child_output_bytes_total{stream="stdout"} 1.5E6
      cc_executor_child_output_bytes_total{stream="stderr"} 500000.0
      process_resident_memory_bytes 1.23456789E8
      process_open_fds 42
      jvm_threads_live_threads 31.0

      a line of something else
      broken{
      """;

  @Test
  void shouldAddUpWhatIsLiveWhenMetricsAreRead() {
    assertThat(MetricsGauges.gauges(METRICS))
        .isEqualTo(new Gauges(123456789, 42, 31, 7, 2_000_000));
  }

  @Test
  void shouldKnowNothingWhenThereIsNoMetricOfThatName() {
    assertThat(MetricsGauges.gauges("process_open_fds NaN\nother 1\n")).isEqualTo(Gauges.NONE);
    assertThat(MetricsGauges.gauges("<html>no metrics</html>")).isEqualTo(Gauges.NONE);
  }

  @Test
  void shouldShowItsTokenWhenItHasOne() throws Exception {
    try (Answers answers = new Answers(METRICS)) {
      assertThat(answers.gauges(Optional.of("Bearer secret")).openFiles()).isEqualTo(42);
      assertThat(answers.gauges(Optional.empty())).isEqualTo(Gauges.NONE);
    }
  }

  @Test
  void shouldKnowNothingWhenNobodyAnswers() throws Exception {
    URI nobody;
    try (Answers answers = new Answers(METRICS)) {
      nobody = answers.uri();
    }
    try (MetricsGauges gauges =
        new MetricsGauges(HttpClient.newHttpClient(), nobody, Optional.empty(), PATIENCE)) {
      assertThat(gauges.read()).isEqualTo(Gauges.NONE);
    }
  }

  @Test
  void shouldKnowNothingWhenTheAnswerNeverEnds() throws Exception {
    try (Answers answers = new Answers(METRICS + "x 1\n".repeat(2 << 20))) {
      assertThat(answers.gauges(Optional.of("Bearer secret"))).isEqualTo(Gauges.NONE);
    }
  }

  /** A server that gives one answer to who has the token. */
  private static final class Answers implements AutoCloseable {
    private final HttpServer server;

    Answers(String body) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/metrics",
          exchange -> {
            boolean allowed =
                "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            try (exchange) {
              exchange.sendResponseHeaders(allowed ? 200 : 401, 0);
              exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            }
          });
      server.start();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    }

    Gauges gauges(Optional<String> authorization) throws InterruptedException {
      try (MetricsGauges gauges =
          new MetricsGauges(HttpClient.newHttpClient(), uri(), authorization, PATIENCE)) {
        return gauges.read();
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
