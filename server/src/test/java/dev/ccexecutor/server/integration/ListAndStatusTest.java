package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ListAndStatusTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldListEachExecutionOnceWhenListIsPagedThrough() {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 32; i++) {
      labels.put("label" + i, "é".repeat(256));
    }
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      started.add(client.run(Map.of("command", "true", "labels", labels)).id());
    }

    List<String> listed = new ArrayList<>();
    int pages = 0;
    JsonNode page = client.call("execution.list", Map.of());
    while (true) {
      pages++;
      assertThat(page.toString().length()).isLessThan(1024 * 1024);
      page.get("executions").forEach(status -> listed.add(status.get("execution_id").asString()));
      if (!page.has("cursor")) {
        break;
      }
      page = client.call("execution.list", Map.of("cursor", page.get("cursor").asString()));
    }

    assertThat(pages).isGreaterThan(1);
    assertThat(listed).doesNotHaveDuplicates().containsSubsequence(started);
  }

  @Test
  void shouldTellWhatWasAskedForWhenItIsListed() {
    String line = "echo " + "x".repeat(400) + "; cat";
    RemoteCommand piped = client.execute(Map.of("command", line, "stdin", "pipe"));
    RemoteCommand terminal =
        client.execute(
            Map.of("argv", List.of("sleep", "60"), "pty", Map.of("cols", 80, "rows", 24)));

    JsonNode ofPiped = client.call("execution.status", Map.of("execution_id", piped.id()));
    JsonNode ofTerminal = client.call("execution.status", Map.of("execution_id", terminal.id()));

    assertThat(ofPiped.get("command").asString())
        .hasSize(256)
        .startsWith("echo xxx")
        .endsWith("x…");
    assertThat(ofPiped.get("stdin").asString()).isEqualTo("pipe");
    assertThat(ofPiped.get("pty").asBoolean()).isFalse();
    assertThat(ofTerminal.get("command").asString()).isEqualTo("sleep 60");
    assertThat(ofTerminal.get("pty").asBoolean()).isTrue();
  }

  @Test
  void shouldShowExecutionOfOthersWhenListed() throws Exception {
    RemoteCommand command =
        client.execute(Map.of("command", "exec sleep 1000", "labels", Map.of("who", "me")));
    TestClient other = SERVER.connect();

    JsonNode listed = null;
    JsonNode page = other.call("execution.list", Map.of());
    while (listed == null) {
      for (JsonNode status : page.get("executions")) {
        listed = status.get("execution_id").asString().equals(command.id()) ? status : listed;
      }
      if (listed == null) {
        page = other.call("execution.list", Map.of("cursor", page.get("cursor").asString()));
      }
    }

    assertThat(listed.get("state").asString()).isEqualTo("running");
    assertThat(listed.get("labels").get("who").asString()).isEqualTo("me");
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldTellAllFieldsWhenExecutionRuns() {
    Instant before = Instant.now().minusMillis(2);
    RemoteCommand command = client.execute("echo four; exec sleep 1000");
    command.awaitLine("four");

    JsonNode status = command.status();

    assertThat(status.get("execution_id").asString()).isEqualTo(command.id());
    assertThat(status.get("state").asString()).isEqualTo("running");
    assertThat(status.get("pid").asInt()).isEqualTo(command.pid());
    assertThat(status.get("pgid").asInt()).isEqualTo(command.pid());
    assertThat(status.get("labels").isObject()).isTrue();
    assertThat(Instant.parse(status.get("started_at").asString()))
        .isBetween(before, Instant.now().plusMillis(1));
    assertThat(status.get("stdout").get("to").asLong()).isEqualTo(5);
    assertThat(status.get("stderr").get("to").asLong()).isZero();
    assertThat(status.get("exit").isNull()).isTrue();
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldTellEndRecordWhenExecutionHasEnded() {
    RemoteCommand command = client.run("echo x; exit 4");

    JsonNode status =
        client.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));

    assertThat(status.get("state").asString()).isEqualTo("completed");
    assertThat(status.get("exit")).isEqualTo(command.awaitCompleted());
  }

  @Test
  void shouldAnswerEarlyWhenExecutionEndsDuringWait() throws Exception {
    RemoteCommand command = client.execute("exec sleep 1000");
    TestClient other = SERVER.connect();
    int waiting =
        other.send("execution.status", Map.of("execution_id", command.id(), "wait", 1000));
    other.assertAlive();

    command.control("KILL");

    JsonNode status = other.awaitAnswer(waiting).get("result");
    assertThat(status.get("state").asString()).isEqualTo("completed");
    assertThat(status.get("exit").get("reason").asString()).isEqualTo("killed");
  }

  @Test
  void shouldTakeItForNoFaultWhenAClientGoesDuringWait() throws Exception {
    RemoteCommand command = client.execute("exec sleep 1000");
    TestClient other = SERVER.connect();
    try (CapturedLog log = CapturedLog.ofPackage(Server.class)) {
      other.send("execution.status", Map.of("execution_id", command.id(), "wait", 1000));
      other.assertAlive();
      int sessions = sessions();

      SERVER.forget(other);

      Deadline.await("its session to end").until(() -> sessions() < sessions);
      assertThat(log.atLeast(Level.WARN)).isEmpty();
    }
    command.control("KILL");
    command.awaitCompleted();
  }

  private int sessions() {
    return client.call("server.info", Map.of()).get("active_sessions").asInt();
  }

  @Test
  void shouldAnswerAfterWaitWhenExecutionRunsOn() {
    RemoteCommand command = client.execute("exec sleep 1000");

    JsonNode status =
        client.call("execution.status", Map.of("execution_id", command.id(), "wait", 0.05));

    assertThat(status.get("state").asString()).isEqualTo("running");
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldTellAboutServerWhenAsked() {
    RemoteCommand command = client.execute("exec sleep 1000");

    JsonNode info = client.call("server.info", Map.of());

    JsonNode connected = client.awaitNotification("connected");
    assertThat(info.get("version")).isEqualTo(connected.get("version"));
    assertThat(info.get("limits")).isEqualTo(connected.get("limits"));
    assertThat(info.get("active_executions").asInt()).isEqualTo(1);
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldAnswerPingWithNothing() {
    assertThat(client.call("ping", Map.of())).isEmpty();
    client.sendText("{\"method\":\"ping\",\"id\":77}");
    assertThat(client.awaitAnswer(77).get("result")).isEmpty();
  }
}
