package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.WebSocketFrames;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class LimitsTest {
  private static final String SLEEP = "exec sleep 1000";

  /** Few enough requests that their answers may all lie unread. */
  private static final int ROUND = 200;

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings(
          "max-sessions", "3", "max-executions-per-session", "2", "max-executions", "3");

  private static void assertExecutionLimit(JsonNode error, int limit) {
    assertThat(error.get("code").asInt()).isEqualTo(-32005);
    assertThat(error.get("data").get("kind").asString()).isEqualTo("execution_limit");
    assertThat(error.get("data").get("limit").asInt()).isEqualTo(limit);
  }

  private static void kill(RemoteCommand command) {
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldRefuseSessionWhenThereAreAsManyAsMayBe() throws Exception {
    TestClient first = SERVER.connect();
    SERVER.connect();
    SERVER.connect();

    TestClient refused = SERVER.connectSilently("/ws");

    JsonNode answer = refused.awaitMessage("an error", message -> true).json();
    assertThat(answer.get("error").get("code").asInt()).isEqualTo(-32003);
    assertThat(answer.get("error").get("data").get("kind").asString()).isEqualTo("session_limit");
    assertThat(answer.get("id").isNull()).isTrue();
    assertThat(refused.awaitClose().code()).isEqualTo(1008);
    first.assertAlive();
    first.closeOrderly();
    Deadline.await("a place for another session")
        .until(
            () ->
                SERVER
                    .connectSilently("/ws")
                    .awaitMessage("the first message", any -> true)
                    .isNotification("connected"));
  }

  @Test
  void shouldTellSessionsLimitWhenItStartsTooMany() throws Exception {
    TestClient client = SERVER.connect();
    RemoteCommand first = client.execute(SLEEP);
    RemoteCommand second = client.execute(SLEEP);

    JsonNode error = client.callFailing("execute", Map.of("command", SLEEP));

    assertExecutionLimit(error, 2);
    kill(first);
    RemoteCommand third = client.execute(SLEEP);
    kill(second);
    kill(third);
    SERVER.awaitIdle();
  }

  @Test
  void shouldTellServersLimitWhenSessionsTogetherStartTooMany() throws Exception {
    TestClient one = SERVER.connect();
    TestClient other = SERVER.connect();
    RemoteCommand first = one.execute(SLEEP);
    RemoteCommand second = one.execute(SLEEP);
    RemoteCommand third = other.execute(SLEEP);

    JsonNode error = other.callFailing("execute", Map.of("command", SLEEP));

    assertExecutionLimit(error, 3);
    kill(first);
    kill(second);
    kill(third);
    SERVER.awaitIdle();
    assertThat(other.run("echo again").stdout()).isEqualTo("again\n");
    SERVER.awaitIdle();
  }

  /** Statuses with long labels make answers large with little effort. */
  private static void labelManyExecutions(TestClient client) throws Exception {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 32; i++) {
      labels.put("label" + i, "x".repeat(256));
    }
    for (int i = 0; i < 10; i++) {
      client.run(Map.of("command", "true", "labels", labels));
      SERVER.awaitIdle();
    }
  }

  @Test
  void shouldCutClientOffWhenItLetsAnswersLieUnread() throws Exception {
    TestClient other = SERVER.connect();
    labelManyExecutions(other);
    TestClient deaf = SERVER.connect();
    RemoteCommand command = deaf.execute(SLEEP);
    deaf.connection().stopReading();

    for (int i = 0; i < 300; i++) {
      deaf.connection()
          .sendIgnoringFailure(
              WebSocketFrames.text("{\"method\":\"execution.list\",\"id\":" + (5000 + i) + "}"));
    }

    JsonNode status =
        other.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));
    deaf.connection().readOn();
    assertThat(status.get("exit").get("reason").asString()).isEqualTo("disconnected");
    assertThat(deaf.inbox().await("a close frame", Received.Close.class, any -> true).code())
        .isEqualTo(1008);
    other.assertAlive();
    assertThat(other.run("echo well").stdout()).isEqualTo("well\n");
  }

  /** More than may lie unread, many times over: what was read must not be counted any more. */
  @Test
  void shouldAnswerEverythingWhenClientReadsHoweverMuchItAsksFor() throws Exception {
    try (RunningTestServer server = RunningTestServer.start();
        TestClient client = server.connect()) {
      int answerBytes = client.request("server.info", Map.of()).toString().length();
      int rounds = 4 * (1 << 20) / (ROUND * answerBytes);
      for (int round = 0; round < rounds; round++) {
        int last = 0;
        for (int i = 0; i < ROUND; i++) {
          last = client.send("server.info", Map.of());
        }
        client.awaitAnswer(last);
      }

      client.assertAlive();
      assertThat(client.inbox().all().stream().filter(LimitsTest::isAnswer))
          .hasSize(rounds * ROUND + 2);
    }
  }

  private static boolean isAnswer(Received one) {
    return one instanceof Received.Message message && message.json().has("result");
  }

  /**
   * Pongs are answers too: enough pings for more of them than the sockets and the bound can hold.
   */
  @Test
  void shouldCutClientOffWhenItPingsAndLetsThePongsLieUnread() throws Exception {
    TestClient deaf = SERVER.connect();
    RemoteCommand command = deaf.execute(SLEEP);
    deaf.connection().stopReading();

    byte[] ping = WebSocketFrames.whole(9, new byte[125]);
    for (int i = 0; i < 150_000; i++) {
      deaf.connection().sendIgnoringFailure(ping);
    }

    TestClient other = SERVER.connect();
    JsonNode status =
        other.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));
    assertThat(status.get("exit").get("reason").asString()).isEqualTo("disconnected");
    other.assertAlive();
  }
}
