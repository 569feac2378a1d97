package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.HookScript;
import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.Scrape;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.transport.ClientAccess;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told the metrics, and what they tell that other settings bring about. */
@Timeout(120)
class MetricsAccessTest {
  private static final String TOKEN = "prometheus-token-0123456789";
  private static final String GOOD = "Authorization: Bearer " + TOKEN;
  private static final String BAD = "Authorization: Bearer a-wrong-token-0123456789";

  @TempDir private Path directory;

  private RunningTestServer startWithToken() throws Exception {
    Path file = PrivateFiles.write(directory.resolve("tokens"), "prometheus:" + TOKEN + "\n");
    return RunningTestServer.start("token-file", file.toString());
  }

  private static int status(RunningTestServer server, String... headers) throws Exception {
    return HttpExchange.send(server.port(), "GET", "/metrics", headers).status();
  }

  @Test
  void shouldTellOnlyWhoHasATokenWhenThereAreTokens() throws Exception {
    try (RunningTestServer server = startWithToken()) {
      HttpExchange.Response refused = HttpExchange.send(server.port(), "GET", "/metrics");

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers())
          .containsEntry("WWW-Authenticate", "Bearer realm=\"cc-executor\"");
      assertThat(refused.body()).doesNotContain("cc_executor_");
      assertThat(status(server, BAD)).isEqualTo(401);
      assertThat(status(server, GOOD, BAD)).isEqualTo(400);
      assertThat(HttpExchange.send(server.port(), "HEAD", "/metrics").status()).isEqualTo(401);
      assertThat(HttpExchange.send(server.port(), "GET", "/metrics?token=" + TOKEN).status())
          .isEqualTo(400);

      Scrape scrape = Scrape.of(server, GOOD);
      assertThat(scrape.value("cc_executor_refusals_total{reason=\"token\"}")).isEqualTo(3);
      assertThat(scrape.value("cc_executor_refusals_total{reason=\"malformed\"}")).isEqualTo(2);
    }
  }

  @Test
  void shouldBeSlowedDownLikeConnectionsWhenTokensAreGuessed() throws Exception {
    try (RunningTestServer server = startWithToken()) {
      int last = 0;
      for (int i = 0; i < 100 && last != 429; i++) {
        last = status(server, BAD);
      }

      assertThat(last).isEqualTo(429);
      assertThat(HttpExchange.send(server.port(), "GET", "/metrics", BAD).headers())
          .containsKey("Retry-After");
    }
  }

  @Test
  void shouldLogNoTokenWhenSomebodyIsRefused() throws Exception {
    try (CapturedLog log = CapturedLog.ofPackage(ClientAccess.class);
        RunningTestServer server = startWithToken()) {
      status(server, BAD);
      status(server, GOOD);

      assertThat(log.valuesOf("connection refused").toString())
          .contains("401")
          .doesNotContain("a-wrong-token", TOKEN);
    }
  }

  @Test
  void shouldRefuseWhenTheHostIsAnothers() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      String answer =
          HttpExchange.sendRaw(
              server.port(),
              "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("cc_executor_");
    }
  }

  @Test
  void shouldCountHooksByOutcomeWhenTheyRun() throws Exception {
    String before = HookScript.write(directory, "before", "cat > /dev/null");
    String after = HookScript.write(directory, "after", "cat > /dev/null", "exit 3");
    try (RunningTestServer server =
        RunningTestServer.start("pre-execute", before, "post-execute", after)) {
      server.connect().run("true");

      Scrape scrape = Scrape.of(server);
      assertThat(scrape.value("cc_executor_hooks_total{hook=\"pre_execute\",outcome=\"answered\"}"))
          .isEqualTo(1);
      assertThat(scrape.value("cc_executor_hooks_total{hook=\"post_execute\",outcome=\"failed\"}"))
          .isEqualTo(1);
      assertThat(scrape.value("cc_executor_hooks_total{hook=\"pre_execute\",outcome=\"failed\"}"))
          .isZero();
    }
  }

  @Test
  void shouldCountBytesOnDiskAndRefusalsWhenOutputGoesThere() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.start("max-spool-bytes-per-execution", "100000")) {
      server.connect().run(Map.of("command", "head -c 50000 /dev/zero", "spool", "all"));
      double used = Scrape.of(server).value("cc_executor_spool_bytes");
      assertThat(used).isBetween(50_000.0, 60_000.0);

      server
          .connect()
          .run(
              Map.of(
                  "command",
                  "head -c 500000 /dev/zero",
                  "spool",
                  "all",
                  "when_full",
                  "drop_oldest"));
      assertThat(
              Scrape.of(server)
                  .value("cc_executor_spool_refusals_total{reason=\"execution_limit\"}"))
          .isPositive();
    }
  }

  /** Ids, labels, commands and exit codes differ; none of them is on the page. */
  @Test
  void shouldHaveTheSameLinesWhenManyExecutionsHaveEnded() throws Exception {
    int executions = Integer.getInteger("cc-executor.metrics.executions", 300);
    try (RunningTestServer server = RunningTestServer.start()) {
      TestClient client = server.connect();
      Scrape before = Scrape.of(server);
      IntStream.range(0, executions)
          .forEach(
              i ->
                  client.run(
                      Map.of(
                          "argv",
                          new String[] {"sh", "-c", "exit " + i % 100},
                          "execution_id",
                          "one-" + i,
                          "labels",
                          Map.of("number", "n" + i))));
      Scrape after = Scrape.of(server);

      assertThat(withoutJvm(after)).isEqualTo(withoutJvm(before));
      assertThat(after.since(before, "cc_executor_executions_started_total")).isEqualTo(executions);
      assertThat(after.since(before, "cc_executor_executions_ended_total{reason=\"exit\"}"))
          .isEqualTo(executions);
    }
  }

  private static Object withoutJvm(Scrape scrape) {
    return scrape.samples().stream().filter(sample -> !sample.startsWith("jvm_")).toList();
  }

  /** What an execution has printed counts on when it is forgotten. */
  @Test
  void shouldNeverGoDownWhenExecutionsAreForgotten() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("retention", "0")) {
      server.connect().run("head -c 4000 /dev/zero");
      server.connect().run("true");

      Scrape scrape = Scrape.of(server);
      assertThat(scrape.value("cc_executor_child_output_bytes_total{stream=\"stdout\"}"))
          .isEqualTo(4000);
      assertThat(scrape.value("cc_executor_executions_started_total")).isEqualTo(2);
      assertThat(scrape.value("cc_executor_kept_bytes")).isLessThan(10_000);
    }
  }
}
