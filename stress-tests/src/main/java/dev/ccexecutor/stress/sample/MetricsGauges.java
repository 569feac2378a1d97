package dev.ccexecutor.stress.sample;

import dev.ccexecutor.stress.result.Sample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** What the server tells of itself at {@code /metrics}. */
final class MetricsGauges implements GaugeSource {
  private static final String RESIDENT_BYTES = "process_resident_memory_bytes";
  private static final String OPEN_FILES = "process_open_fds";
  private static final String THREADS = "jvm_threads_live_threads";
  private static final String EXECUTIONS = "cc_executor_executions";
  private static final String OUTPUT_BYTES = "cc_executor_child_output_bytes_total";

  private static final int OK = 200;

  /** What claims to be metrics and is longer is none. */
  private static final long MAX_BYTES = 4 << 20;

  private final HttpClient client;
  private final HttpRequest request;

  /**
   * Reads them.
   *
   * @param client is closed with it
   * @param timeout after which an answer is not waited for
   */
  MetricsGauges(HttpClient client, URI metrics, Optional<String> authorization, Duration timeout) {
    this.client = client;
    HttpRequest.Builder builder = HttpRequest.newBuilder(metrics).timeout(timeout);
    authorization.ifPresent(value -> builder.header("Authorization", value));
    this.request = builder.build();
  }

  @Override
  public Gauges read() throws InterruptedException {
    try {
      HttpResponse<String> response =
          client.send(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
      return response.statusCode() == OK ? gauges(response.body()) : Gauges.NONE;
    } catch (IOException unreachable) {
      return Gauges.NONE; // It is under stress; the gap in the picture tells it.
    }
  }

  static Gauges gauges(String text) {
    MetricsText metrics = MetricsText.parse(text);
    return new Gauges(
        whole(metrics.sum(RESIDENT_BYTES)),
        (int) whole(metrics.sum(OPEN_FILES)),
        (int) whole(metrics.sum(THREADS)),
        (int) whole(metrics.sum(EXECUTIONS)),
        metrics.sum(OUTPUT_BYTES));
  }

  private static long whole(double value) {
    return Double.isFinite(value) && value >= 0 ? Math.round(value) : Sample.UNKNOWN;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
