package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the audit log tells afterwards. */
@Timeout(60)
class AuditTest {
  @TempDir private Path directory;

  private RunningTestServer start(String... more) throws Exception {
    String[] settings = new String[more.length + 2];
    settings[0] = "audit-file";
    settings[1] = file().toString();
    System.arraycopy(more, 0, settings, 2, more.length);
    return RunningTestServer.start(settings);
  }

  private Path file() {
    return directory.resolve("audit.jsonl");
  }

  private List<JsonNode> lines(String event) throws IOException {
    return Files.readAllLines(file()).stream()
        .map(Json.MAPPER::readTree)
        .filter(line -> line.get("event").asString().equals(event))
        .toList();
  }

  private JsonNode await(String event) throws IOException {
    Deadline.await(event).until(() -> !lines(event).isEmpty());
    return lines(event).getLast();
  }

  @Test
  void shouldTellWhoRanWhatAndHowItEnded() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient client = server.connect();
      RemoteCommand command =
          client.run(
              Map.of(
                  "argv", List.of("sh", "-c", "cat; echo out; exit 3"),
                  "cwd", "/",
                  "stdin", "none",
                  "env", Map.of("SECRET", "hush-hush"),
                  "execution_id", "one"));
      command.awaitCompleted();

      JsonNode session = await("session_began");
      JsonNode started = await("execution_started");
      assertThat(session.get("peer").asString()).startsWith("127.0.0.1:");
      assertThat(started.get("peer")).isEqualTo(session.get("peer"));
      assertThat(started.get("session_id")).isEqualTo(session.get("session_id"));
      assertThat(started.get("principal").asString()).isEqualTo("anonymous");
      assertThat(started.get("execution_id").asString()).isEqualTo("one");
      assertThat(started.get("pid").asInt()).isEqualTo(command.pid());
      assertThat(started.get("marker").asString()).matches("[0-9a-f]{32}");
      assertThat(started.get("cwd").asString()).isEqualTo("/");
      assertThat(started.get("argv").toString())
          .isEqualTo("[\"sh\",\"-c\",\"cat; echo out; exit 3\"]");
      JsonNode ended = await("execution_ended");
      assertThat(ended.get("execution_id").asString()).isEqualTo("one");
      assertThat(ended.get("exit_code").asInt()).isEqualTo(3);
      assertThat(ended.get("status").asString()).isEqualTo("failed");
      assertThat(ended.get("stdout_bytes").asInt()).isEqualTo(4);
      assertThat(ended.get("session_id")).isEqualTo(session.get("session_id"));

      server.forget(client);
      assertThat(await("session_ended").get("session_id")).isEqualTo(session.get("session_id"));
    }
    assertThat(lines("server_started")).hasSize(1);
    assertThat(lines("server_stopped")).hasSize(1);
    assertThat(Files.readString(file())).doesNotContain("hush-hush");
  }

  @Test
  void shouldTellOfWhatWasRefusedAndWhy() throws Exception {
    try (RunningTestServer server = start("allow", "echo", "max-sessions", "1")) {
      TestClient client = server.connect();
      client.callFailing("execute", Map.of("command", "echo x; id"));
      JsonNode refused = await("execution_refused");
      assertThat(refused.get("kind").asString()).isEqualTo("command_not_allowed");
      assertThat(refused.get("argv").get(0).asString()).isEqualTo("echo x; id");
      assertThat(refused.get("reason").asString()).isNotEmpty();

      client.callFailing("execution.status", Map.of("execution_id", "nobodys"));
      JsonNode request = await("request_refused");
      assertThat(request.get("kind").asString()).isEqualTo("execution_not_found");
      assertThat(request.get("method").asString()).isEqualTo("execution.status");
      assertThat(request.get("peer").asString()).startsWith("127.0.0.1:");

      server.connectSilently("/ws");
      JsonNode session = await("connection_refused");
      assertThat(session.get("reason").asString())
          .isEqualTo("as many sessions as may be: anonymous");
      assertThat(session.get("status").asInt()).isEqualTo(1008);
    }
  }

  @Test
  void shouldTellHowManyRefusalsItLeavesOutWhenAClientIsRefusedOnAndOn() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient client = server.connect();
      for (int number = 0; number < 150; number++) {
        client.callFailing("execution.status", Map.of("execution_id", "nobodys"));
      }
      client.closeOrderly();

      long leftOut = await("session_ended").path("refusals_left_out").asLong();
      for (JsonNode line : lines("request_refused")) {
        leftOut += line.path("left_out").asLong();
      }
      assertThat(leftOut).isPositive();
      assertThat(leftOut + lines("request_refused").size()).isEqualTo(150);
    }
  }

  @Test
  void shouldHaveTheWordsOfWhateverCommandIsRefused() throws Exception {
    try (RunningTestServer server = start("max-executions", "1", "allow", "sleep,echo")) {
      TestClient client = server.connect();
      client.execute(Map.of("argv", List.of("sleep", "1000"), "execution_id", "one"));
      client.callFailing("execute", Map.of("argv", List.of("echo", "no", "room")));
      assertRefused("execution_limit", "[\"echo\",\"no\",\"room\"]");

      client.callFailing(
          "execute", Map.of("argv", List.of("echo", "other"), "execution_id", "one"));
      assertThat(assertRefused("execution_conflict", "[\"echo\",\"other\"]").get("execution_id"))
          .hasToString("\"one\"");

      client.inform("execute", Map.of("argv", List.of("id", "unasked")));
      assertRefused("command_not_allowed", "[\"id\",\"unasked\"]");
      client.callFailing("execute", Map.of("argv", List.of("sleep", "1"), "window_bytes", 1));
      Deadline.await("four lines")
          .until(() -> lines("execution_refused").size() + lines("request_refused").size() >= 4);
      assertThat(lines("execution_refused").size() + lines("request_refused").size()).isEqualTo(4);
    }
  }

  private JsonNode assertRefused(String kind, String argv) throws IOException {
    Deadline.await("a line of " + kind)
        .until(
            () ->
                lines("execution_refused").stream()
                    .anyMatch(line -> line.get("kind").asString().equals(kind)));
    JsonNode line = lines("execution_refused").getLast();
    assertThat(line.get("argv")).hasToString(argv);
    assertThat(line.get("peer").asString()).startsWith("127.0.0.1:");
    return line;
  }

  @Test
  void shouldTellOfWhatIsNoRequestAndOfNotificationsWithoutEffect() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient client = server.connect();
      client.sendText("{]");
      client.sendText("{\"id\":1}");
      client.inform("control", Map.of("type", "KILL", "execution_id", "nobodys"));

      Deadline.await("three lines").until(() -> lines("request_refused").size() == 3);
      assertThat(lines("request_refused"))
          .extracting(line -> line.get("kind").asString())
          .containsExactly("parse_error", "invalid_request", "execution_not_found");
      assertThat(lines("request_refused").getLast().get("method").asString()).isEqualTo("control");
    }
  }

  @Test
  void shouldTellWhyASessionWasEndedWhenTheServerDid() throws Exception {
    try (RunningTestServer server = start("max-message-bytes", "1K")) {
      server.connect().sendBinary(new byte[] {1});
      assertThat(await("session_ended").get("close_code").asInt()).isEqualTo(1003);
      server.connect().sendText("x".repeat(2000));

      Deadline.await("two ends").until(() -> lines("session_ended").size() == 2);
      JsonNode second = lines("session_ended").getLast();
      assertThat(second.get("close_code").asInt()).isEqualTo(1009);
      assertThat(second.get("reason").asString()).isNotEmpty();

      server.forget(server.connect());
      Deadline.await("three ends").until(() -> lines("session_ended").size() == 3);
      assertThat(lines("session_ended").getLast().has("close_code")).isFalse();
    }
  }

  @Test
  void shouldTellOfWhoWasNotLetIn() throws Exception {
    try (RunningTestServer server = start()) {
      assertThatThrownBy(() -> server.connect("Origin: https://evil.example"))
          .isInstanceOf(UpgradeRefusedException.class);

      JsonNode refused = await("connection_refused");
      assertThat(refused.get("status").asInt()).isEqualTo(403);
      assertThat(refused.get("peer").asString()).startsWith("127.0.0.1:");
      assertThat(refused.get("reason").asString()).contains("origin");
    }
  }

  @Test
  void shouldTellWhatCouldNotBeStarted() throws Exception {
    try (RunningTestServer server = start()) {
      server.connect().callFailing("execute", Map.of("argv", List.of("/no/such", "word")));

      JsonNode failed = await("execution_failed");
      assertThat(failed.get("errno").asString()).isEqualTo("ENOENT");
      assertThat(failed.get("argv").toString()).isEqualTo("[\"/no/such\",\"word\"]");
      assertThat(failed.get("principal").asString()).isEqualTo("anonymous");
    }
  }
}
