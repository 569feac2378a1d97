package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.config.LogConfig;
import dev.ccexecutor.server.config.LogFormat;
import dev.ccexecutor.server.config.LogLevels;
import dev.ccexecutor.server.logging.LineStyle;
import dev.ccexecutor.server.logging.Logging;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;

/** What the log tells of one execution, found by nothing but its id. */
@Timeout(60)
class ExecutionTrailTest {
  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void logToFile() throws IOException {
    file = directory.resolve("log");
    Logging.configure(
        new LogConfig(
            LogLevels.of(Level.DEBUG),
            Optional.empty(),
            LogFormat.AUTO,
            Optional.of(file),
            1 << 24,
            2),
        LineStyle.JSON);
  }

  /** The other tests want their own. */
  @AfterEach
  void restoreLogging() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void shouldTellEachStepWhenAnExecutionIsControlledAndEnds() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("retention", "0")) {
      TestClient client = server.connect();
      RemoteCommand command =
          client.execute(
              Map.of(
                  "execution_id",
                  "followed",
                  "command",
                  "echo out; echo err >&2; exec sleep 1000",
                  "labels",
                  Map.of("task", "a \"b\"")));
      command.awaitLine("out");
      command.control("PAUSE");
      command.control("RESUME");
      command.signal("CONT");
      client.callFailing("control", Map.of("execution_id", "followed", "type", "RESUME"));
      command.control("CANCEL");
      command.awaitCompleted();
      awaitLine("execution's end was told");
      client.run("true"); // By then its time to be remembered is over.
      awaitLine("execution forgotten");

      List<JsonNode> trail = trail("followed");
      assertThat(trail)
          .extracting(ExecutionTrailTest::message)
          .containsSubsequence(
              "execution admitted",
              "execution started",
              "control requested",
              "execution controlled",
              "request refused",
              "execution stopping",
              "execution's leader ended",
              "execution completed",
              "execution forgotten");
      assertThat(named(trail, "execution controlled"))
          .extracting(line -> line.path("control").stringValue())
          .containsExactly("PAUSE", "RESUME", "SIGNAL", "CANCEL");
      assertStartTells(named(trail, "execution started").getFirst(), command);
      assertEndTells(named(trail, "execution completed").getFirst(), command);
      JsonNode refused = named(trail, "request refused").getFirst();
      assertThat(refused.path("method").stringValue()).isEqualTo("control");
      assertThat(refused.path("reason").stringValue()).isEqualTo("wrong_state");
    }
  }

  private static void assertStartTells(JsonNode line, RemoteCommand command) {
    assertThat(line.path("level").stringValue()).isEqualTo("INFO");
    assertThat(line.path("session_id").stringValue()).isNotEmpty();
    assertThat(line.path("principal").stringValue()).isEqualTo("anonymous");
    assertThat(line.path("pid").intValue()).isEqualTo(command.pid());
    assertThat(line.path("labels").path("task").stringValue()).isEqualTo("a \"b\"");
  }

  private static void assertEndTells(JsonNode line, RemoteCommand command) {
    assertThat(line.path("level").stringValue()).isEqualTo("INFO");
    assertThat(line.path("session_id").stringValue()).isNotEmpty();
    assertThat(line.path("principal").stringValue()).isEqualTo("anonymous");
    assertThat(line.path("pid").intValue()).isEqualTo(command.pid());
    assertThat(line.path("reason").stringValue()).isEqualTo("canceled");
    assertThat(line.path("signal").stringValue()).isEqualTo("TERM");
    assertThat(line.path("stdout_bytes").longValue()).isEqualTo(4);
    assertThat(line.path("stderr_bytes").longValue()).isEqualTo(4);
    assertThat(line.path("duration_ms").isIntegralNumber()).isTrue();
  }

  @Test
  void shouldTellWhyNothingRanWhenARequestIsRefused() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("allow", "echo")) {
      TestClient client = server.connect();
      client.callFailing("execute", Map.of("execution_id", "not-allowed", "argv", List.of("true")));
      client.callFailing(
          "execute",
          Map.of("execution_id", "nowhere", "argv", List.of("echo"), "cwd", "/there/is/none"));

      awaitLine("execution could not be started");
      assertThat(trail("not-allowed"))
          .extracting(ExecutionTrailTest::message)
          .containsExactly("command refused", "request refused");
      assertThat(trail("nowhere"))
          .extracting(ExecutionTrailTest::message)
          .containsSubsequence("execution admitted", "execution could not be started");
    }
  }

  private void awaitLine(String message) {
    Deadline.await("the line " + message)
        .until(() -> lines().anyMatch(line -> message(line).equals(message)));
  }

  private List<JsonNode> trail(String executionId) throws IOException {
    return lines()
        .filter(line -> line.path("execution_id").asString("").equals(executionId))
        .toList();
  }

  private Stream<JsonNode> lines() throws IOException {
    return Files.readString(file).lines().map(Json.MAPPER::readTree);
  }

  private static List<JsonNode> named(List<JsonNode> lines, String message) {
    return lines.stream().filter(line -> message(line).equals(message)).toList();
  }

  private static String message(JsonNode line) {
    return line.path("formattedMessage").stringValue();
  }
}
