package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.metrics.Metric;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.Scrape;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class MetricsTest {
  private static final String STARTED = "cc_executor_executions_started_total";
  private static final String RUNNING = "cc_executor_executions{state=\"running\"}";

  @RegisterExtension
  static final RunningTestServer SERVER = RunningTestServer.withSettings("max-sessions", "8");

  private static Scrape scrape() throws Exception {
    return Scrape.of(SERVER);
  }

  private static String ended(String reason) {
    return "cc_executor_executions_ended_total{reason=\"" + reason + "\"}";
  }

  private static String sent(String stream, String form) {
    return "cc_executor_output_bytes_total{form=\"" + form + "\",stream=\"" + stream + "\"}";
  }

  private static String read(String stream) {
    return "cc_executor_child_output_bytes_total{stream=\"" + stream + "\"}";
  }

  private static String controls(String type) {
    return "cc_executor_control_seconds_count{type=\"" + type + "\"}";
  }

  private static String errors(ErrorKind kind) {
    return "cc_executor_errors_total{code=\"" + kind.code() + "\"}";
  }

  private static String refusals(String reason) {
    return "cc_executor_refusals_total{reason=\"" + reason + "\"}";
  }

  @Test
  void shouldTellJustTheMetricsThatAreDocumentedWhenItIsAsked() throws Exception {
    Map<String, String> told = new TreeMap<>(scrape().types());
    told.keySet().removeIf(name -> name.startsWith("jvm_"));

    assertThat(told)
        .isEqualTo(
            Arrays.stream(Metric.values())
                .collect(
                    Collectors.toMap(
                        Metric::wireName,
                        metric -> metric.type().name().toLowerCase(Locale.ROOT))));
  }

  @Test
  void shouldHaveJustTheLabelsThatAreDocumentedWhenItIsAsked() throws Exception {
    Map<String, Set<String>> labels = new HashMap<>();
    for (String sample : scrape().samples()) {
      String name = sample.replaceAll("\\{.*", "").replaceAll("_(bucket|count|sum)$", "");
      Set<String> these = labels.computeIfAbsent(name, any -> new TreeSet<>());
      Pattern.compile("([a-z_]+)=\"")
          .matcher(sample)
          .results()
          .map(found -> found.group(1))
          .filter(label -> !label.equals("le"))
          .forEach(these::add);
    }

    for (Metric metric : Metric.values()) {
      assertThat(labels.get(metric.wireName()))
          .as(metric.wireName())
          .isEqualTo(new TreeSet<>(metric.labels()));
    }
  }

  @ParameterizedTest
  @CsvSource({"text, 70001, 1234", "base64, 70001, 1234", "binary, 70001, 1234"})
  void shouldCountEachByteWhenACommandHasPrinted(String form, int stdout, int stderr)
      throws Exception {
    Scrape before = scrape();
    RemoteCommand command =
        SERVER
            .connect()
            .run(
                Map.of(
                    "command",
                    "head -c %d /dev/zero | tr '\\0' x; head -c %d /dev/zero | tr '\\0' y >&2"
                        .formatted(stdout, stderr),
                    "output",
                    form));
    Scrape after = scrape();

    assertThat(command.awaitCompleted().get("exit_code").asInt()).isZero();
    assertThat(after.since(before, read("stdout"))).isEqualTo(stdout);
    assertThat(after.since(before, read("stderr"))).isEqualTo(stderr);
    for (String each : List.of("text", "base64", "binary")) {
      assertThat(after.since(before, sent("stdout", each)))
          .isEqualTo(each.equals(form) ? stdout : 0);
      assertThat(after.since(before, sent("stderr", each)))
          .isEqualTo(each.equals(form) ? stderr : 0);
    }
    assertThat(after.since(before, STARTED)).isEqualTo(1);
    assertThat(after.since(before, ended("exit"))).isEqualTo(1);
    assertThat(after.since(before, "cc_executor_spawn_seconds_count")).isEqualTo(1);
    assertThat(after.since(before, "cc_executor_spawn_seconds_sum")).isPositive();
  }

  @Test
  void shouldCountReadAndNotSentWhenAClientWantsNoOutput() throws Exception {
    Scrape before = scrape();
    SERVER.connect().run(Map.of("command", "head -c 5000 /dev/zero", "output", "none"));
    Scrape after = scrape();

    assertThat(after.since(before, read("stdout"))).isEqualTo(5000);
    for (String form : List.of("text", "base64", "binary")) {
      assertThat(after.since(before, sent("stdout", form))).isZero();
    }
  }

  @Test
  void shouldShowStatesAndCountControlsWhenAnExecutionIsControlled() throws Exception {
    Scrape before = scrape();
    TestClient client = SERVER.connect();
    RemoteCommand command = client.execute("sleep 600");

    assertThat(scrape().since(before, RUNNING)).isEqualTo(1);
    command.control("PAUSE");
    Scrape paused = scrape();
    assertThat(paused.since(before, RUNNING)).isZero();
    assertThat(paused.since(before, "cc_executor_executions{state=\"paused\"}")).isEqualTo(1);
    command.control("RESUME");
    client.callFailing("control", Map.of("execution_id", command.id(), "type", "RESUME"));
    command.signal("CONT");
    command.control("KILL");
    command.awaitCompleted();

    Scrape after = scrape();
    assertThat(after.since(before, controls("PAUSE"))).isEqualTo(1);
    assertThat(after.since(before, controls("RESUME"))).isEqualTo(2);
    assertThat(after.since(before, controls("SIGNAL"))).isEqualTo(1);
    assertThat(after.since(before, controls("KILL"))).isEqualTo(1);
    assertThat(after.since(before, controls("CANCEL"))).isZero();
    assertThat(after.since(before, errors(ErrorKind.WRONG_STATE))).isEqualTo(1);
    assertThat(after.since(before, ended("killed"))).isEqualTo(1);
    assertThat(after.since(before, "cc_executor_executions{state=\"completed\"}")).isEqualTo(1);
    assertThat(after.since(before, RUNNING)).isZero();
  }

  @Test
  void shouldCountErrorsByCodeWhenRequestsAreWrong() throws Exception {
    TestClient client = SERVER.connect();
    Scrape before = scrape();
    client.callFailing("no.such.method", Map.of());
    client.callFailing("execute", Map.of("command", 5));
    client.callFailing("control", Map.of("type", "KILL", "execution_id", "nobody"));
    client.callFailing("execute", Map.of("argv", List.of("/no/such/program")));
    client.sendText("{");
    client.assertAlive();

    Scrape after = scrape();
    assertThat(after.since(before, errors(ErrorKind.METHOD_NOT_FOUND))).isEqualTo(1);
    assertThat(after.since(before, errors(ErrorKind.INVALID_PARAMS))).isEqualTo(1);
    assertThat(after.since(before, errors(ErrorKind.EXECUTION_NOT_FOUND))).isEqualTo(1);
    assertThat(after.since(before, errors(ErrorKind.SPAWN_FAILED))).isEqualTo(1);
    assertThat(after.since(before, errors(ErrorKind.PARSE_ERROR))).isEqualTo(1);
    assertThat(after.since(before, errors(ErrorKind.INTERNAL_ERROR))).isZero();
    assertThat(after.since(before, STARTED)).isZero();
  }

  @Test
  void shouldCountRefusalsByReasonWhenConnectionsAreRefused() throws Exception {
    Scrape before = scrape();
    HttpExchange.send(SERVER.port(), "GET", "/ws");
    HttpExchange.send(SERVER.port(), "GET", "/ws?token=x");
    HttpExchange.sendRaw(
        SERVER.port(), "GET /healthz HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n");
    HttpExchange.sendRaw(SERVER.port(), "GET /" + "x".repeat(8000) + " HTTP/1.1\r\n\r\n");

    Scrape after = scrape();
    assertThat(after.since(before, refusals("no_upgrade"))).isEqualTo(2);
    assertThat(after.since(before, refusals("host"))).isEqualTo(1);
    assertThat(after.since(before, refusals("too_large"))).isEqualTo(1);
    assertThat(after.since(before, refusals("other"))).isZero();
  }

  @Test
  void shouldCountSessionsWhenTheyComeAndGoAndAreTooMany() throws Exception {
    Scrape before = scrape();
    for (int i = 0; i < 8; i++) {
      SERVER.connect();
    }
    SERVER.connectSilently("/ws").awaitClose();

    Scrape after = scrape();
    assertThat(after.value("cc_executor_sessions")).isEqualTo(8);
    assertThat(after.since(before, refusals("sessions"))).isEqualTo(1);
    assertThat(after.since(before, errors(ErrorKind.SESSION_LIMIT))).isEqualTo(1);
  }

  @Test
  void shouldShowWhatIsHeldUpAndForHowLongWhenAClientAcknowledgesNothing() throws Exception {
    Scrape before = scrape();
    TestClient client = SERVER.connect();
    RemoteCommand command =
        client.execute(
            Map.of("command", "head -c 3000000 /dev/zero", "output", "binary", "window", 65_536));

    Deadline.await("the reader to be held up")
        .until(() -> scrape().since(before, "cc_executor_reader_blocked_seconds_total") > 0);
    Deadline.await("the window to be filled")
        .until(() -> scrape().since(before, sent("stdout", "binary")) == 65_536);
    Scrape heldUp = scrape();
    assertThat(heldUp.value("cc_executor_kept_bytes")).isBetween(65_536.0, 4_000_000.0);
    assertThat(heldUp.since(before, sent("stdout", "binary"))).isEqualTo(65_536);
    Deadline.await("the time to go on while it is held up")
        .until(() -> scrape().since(heldUp, "cc_executor_reader_blocked_seconds_total") > 0.05);
    client.inform(
        "output.ack", Map.of("execution_id", command.id(), "stdout", 65_536, "stderr", 0));
    command.control("KILL");
    command.awaitExited();
    client.closeOrderly();

    Deadline.await("its place to be given back")
        .until(() -> scrape().value("cc_executor_executions{state=\"exited\"}") == 0);
    Scrape after = scrape();
    assertThat(scrape().since(after, "cc_executor_reader_blocked_seconds_total")).isZero();
    assertThat(after.value("cc_executor_queue_bytes")).isZero();
  }

  @Test
  void shouldTellOfTheProcessWhenItIsAsked() throws Exception {
    Scrape now = scrape();

    assertThat(now.value("process_resident_memory_bytes")).isBetween(2e7, 8e9);
    assertThat(now.value("process_virtual_memory_bytes"))
        .isGreaterThan(now.value("process_resident_memory_bytes"));
    assertThat(now.value("process_open_fds")).isBetween(10.0, 1000.0);
    assertThat(now.value("process_max_fds")).isGreaterThan(now.value("process_open_fds"));
    assertThat(now.value("process_cpu_seconds_total")).isPositive();
    assertThat(now.value("process_start_time_seconds"))
        .isBetween(
            System.currentTimeMillis() / 1000.0 - 7200, System.currentTimeMillis() / 1000.0 + 1);
    assertThat(now.value("cc_executor_buffer_bytes{kind=\"direct\"}")).isPositive();
    assertThat(now.value("jvm_threads_live_threads")).isPositive();
  }

  @Test
  void shouldWatchEveryLoopWhenItRuns() throws Exception {
    Set<String> loops =
        scrape().samples().stream()
            .filter(sample -> sample.startsWith("cc_executor_loop_lag_seconds"))
            .collect(Collectors.toSet());

    assertThat(loops)
        .contains(
            "cc_executor_loop_lag_seconds{loop=\"event-1\"}",
            "cc_executor_loop_lag_seconds{loop=\"reader-1\"}");
    assertThat(scrape().values())
        .allSatisfy((sample, value) -> assertThat(value).as(sample).isNotNaN());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|text/plain; version=0.0.4; charset=utf-8",
        "*/*|text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text;version=1.0.0|application/openmetrics-text; version=1.0.0;"
            + " charset=utf-8",
      })
  void shouldAnswerInTheFormatThatIsWantedWhenItIsAsked(String accept, String contentType)
      throws Exception {
    HttpExchange.Response response =
        accept == null
            ? HttpExchange.send(SERVER.port(), "GET", "/metrics")
            : HttpExchange.send(SERVER.port(), "GET", "/metrics", "Accept: " + accept);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry("Content-Type", contentType)
        .containsEntry("Cache-Control", "no-store");
    assertThat(response.body().endsWith("# EOF\n")).isEqualTo(contentType.contains("openmetrics"));
    assertThat(Scrape.parse(response.body()).samples()).contains("cc_executor_sessions");
  }

  @Test
  void shouldSendNoBodyButItsLengthWhenTheMethodIsHead() throws Exception {
    HttpExchange.Response response = HttpExchange.send(SERVER.port(), "HEAD", "/metrics");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(Integer.parseInt(response.headers().get("Content-Length"))).isGreaterThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "OPTIONS"})
  void shouldRefuseWhenTheMethodIsAnother(String method) throws Exception {
    HttpExchange.Response response = HttpExchange.send(SERVER.port(), method, "/metrics");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers()).containsEntry("Allow", "GET, HEAD");
  }

  /** The page is made elsewhere: what is asked behind it must not overtake its answer. */
  @Test
  void shouldAnswerInOrderOrEndWhenRequestsFollowEachOtherAtOnce() throws Exception {
    String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String answers =
        HttpExchange.sendRaw(
            SERVER.port(), request.formatted("/metrics") + request.formatted("/healthz"));

    assertThat(answers).startsWith("HTTP/1.1 200 OK").contains("cc_executor_sessions");
    assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(2);
    assertThat(answers.toLowerCase(Locale.ROOT)).contains("connection: close");
  }

  @Test
  void shouldAnswerAllWhenFiftyAskAtOnce() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(50)) {
      List<Future<Scrape>> scrapes =
          IntStream.range(0, 50).mapToObj(i -> clients.submit(MetricsTest::scrape)).toList();
      Set<String> samples = scrape().samples();
      for (Future<Scrape> each : scrapes) {
        assertThat(each.get().samples()).isEqualTo(samples);
      }
    }
  }

  @Test
  void shouldAnswerAndHoldUpNothingWhenACommandFloods() throws Exception {
    TestClient client = SERVER.connect();
    RemoteCommand flood =
        client.execute(Map.of("command", "head -c 300000000 /dev/zero", "output", "none"));
    Scrape last = scrape();
    for (int i = 0; i < 20; i++) {
      Scrape next = scrape();
      for (String sample : List.of(STARTED, read("stdout"), ended("exit"))) {
        assertThat(next.since(last, sample)).isNotNegative();
      }
      client.assertAlive();
      last = next;
    }
    assertThat(flood.awaitCompleted().get("stdout").get("bytes").asLong()).isEqualTo(300_000_000);
  }
}
