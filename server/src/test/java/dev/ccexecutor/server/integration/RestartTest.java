package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that has ended in order, and the next one on its data directory. */
@Timeout(60)
class RestartTest {
  @TempDir private Path data;

  @Test
  void shouldTellOfWhatEndedBeforeWhenServerStartsAgain() throws Exception {
    JsonNode before;
    try (RunningTestServer first = start()) {
      TestClient client = first.connect();
      RemoteCommand command =
          client.run(
              Map.of("command", "echo x; exit 4", "execution_id", "one", "labels", labels()));
      before = command.status();
      assertThat(before.get("state").asString()).isEqualTo("completed");
    }

    try (RunningTestServer second = start()) {
      TestClient client = second.connect();

      JsonNode after = status(client, "one");
      for (String member : List.of("state", "pid", "pgid", "labels", "started_at", "exit")) {
        assertThat(after.get(member)).as(member).isEqualTo(before.get(member));
      }
      assertThat(after.get("stdout")).isEqualTo(range(2, 2)); // What was in memory has gone.
      assertThat(before.get("exit").get("exit_code").asInt()).isEqualTo(4);
      assertThat(list(client)).containsExactly("one");
    }
  }

  @Test
  void shouldTellThatItWasStoppedWhenItRanAtTheEndOfTheServer() throws Exception {
    try (RunningTestServer first = start()) {
      RemoteCommand command = first.connect().execute(sleeper("one"));
      command.await("process.started");
      first.server().drainAndStop(); // While its client is there.
    }

    try (RunningTestServer second = start()) {
      JsonNode status = status(second.connect(), "one");

      assertThat(status.get("state").asString()).isEqualTo("completed");
      assertThat(status.get("exit").get("reason").asString()).isEqualTo("server_shutdown");
    }
  }

  @Test
  void shouldStartNothingWhenIdAndParametersAreThoseOfAnExecutionBefore() throws Exception {
    Map<String, Object> params = Map.of("command", "exit 4", "execution_id", "one");
    try (RunningTestServer first = start()) {
      first.connect().run(params);
    }

    try (RunningTestServer second = start()) {
      TestClient client = second.connect();
      JsonNode again = client.call("execute", params);

      assertThat(again.get("existing").asBoolean()).isTrue();
      assertThat(again.get("state").asString()).isEqualTo("completed");
      assertThat(conflict(client, Map.of("command", "exit 5", "execution_id", "one")))
          .isEqualTo("execution_conflict");
    }
  }

  @Test
  void shouldTellTheEndAgainWhenSomebodyAttachesToAnExecutionBefore() throws Exception {
    JsonNode end;
    JsonNode exited;
    try (RunningTestServer first = start()) {
      RemoteCommand command =
          first.connect().run(Map.of("command", "echo x; exit 4", "execution_id", "one"));
      end = command.awaitCompleted();
      exited = command.awaitExited();
    }

    try (RunningTestServer second = start()) {
      TestClient client = second.connect();
      RemoteCommand attached = client.attach(Map.of("execution_id", "one"));

      assertThat(attached.awaitCompleted()).isEqualTo(end);
      assertThat(attached.awaitExited()).isEqualTo(exited);
      assertThat(attached.methods()).containsExactly("process.exited", "process.completed");
      JsonNode expired =
          client.callFailing("execution.attach", Map.of("execution_id", "one", "stdout", 0));
      assertThat(expired.get("data").get("kind").asString()).isEqualTo("output_expired");
      assertThat(expired.get("data").get("available_from").asLong()).isEqualTo(2);
    }
  }

  @Test
  void shouldListWhatRanBeforeInOrderAndFirstWhenServerStartsAgain() throws Exception {
    try (RunningTestServer first = start()) {
      TestClient client = first.connect();
      RemoteCommand longOne = client.execute(sleeper("first"));
      longOne.await("process.started");
      client.run(Map.of("command", "true", "execution_id", "second"));
      longOne.control("KILL");
      longOne.awaitCompleted();
    }

    try (RunningTestServer second = start()) {
      TestClient client = second.connect();
      client.run(Map.of("command", "true", "execution_id", "third"));

      assertThat(list(client)).containsExactly("first", "second", "third");
    }
  }

  @Test
  void shouldPageThroughWhatRanBefore() throws Exception {
    List<String> ids = new ArrayList<>();
    String label = "é".repeat(256);
    try (RunningTestServer first = start()) {
      TestClient client = first.connect();
      for (int number = 0; number < 200; number++) {
        ids.add("execution-" + number);
        client.run(
            Map.of("command", "true", "execution_id", ids.getLast(), "labels", Map.of("a", label)));
      }
    }

    try (RunningTestServer second = start()) {
      TestClient client = second.connect();

      assertThat(client.call("execution.list", Map.of()).has("cursor")).isTrue();
      assertThat(list(client)).containsExactlyElementsOf(ids);
    }
  }

  @Test
  void shouldStillTellOfItWhenServerHasStartedTwice() throws Exception {
    try (RunningTestServer first = start()) {
      first.connect().run(Map.of("command", "exit 4", "execution_id", "one"));
    }
    try (RunningTestServer second = start()) {
      second.connect().run(Map.of("command", "exit 5", "execution_id", "two"));
    }

    try (RunningTestServer third = start()) {
      assertThat(list(third.connect())).containsExactly("one", "two");
    }
  }

  @Test
  void shouldForgetWhatRanBeforeWhenItsTimeIsOver() throws Exception {
    try (RunningTestServer first = start()) {
      first.connect().run(Map.of("command", "exit 4", "execution_id", "one"));
    }

    try (RunningTestServer second = start("retention", "0.1")) {
      TestClient client = second.connect();
      Deadline.await("it to be forgotten").until(() -> list(client).isEmpty());
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenNothingIsToBeRemembered() throws Exception {
    try (RunningTestServer first = start("retention", "0")) {
      first.connect().run("true");
    }

    assertThat(data.resolve("instances")).isEmptyDirectory();
  }

  private RunningTestServer start(String... settings) throws Exception {
    return RunningTestServer.startOn(data, settings);
  }

  private static JsonNode status(TestClient client, String id) {
    return client.call("execution.status", Map.of("execution_id", id));
  }

  private static String conflict(TestClient client, Map<String, Object> params) {
    return client.callFailing("execute", params).get("data").get("kind").asString();
  }

  private static List<String> list(TestClient client) {
    List<String> ids = new ArrayList<>();
    JsonNode page = client.call("execution.list", Map.of());
    while (true) {
      page.get("executions").forEach(status -> ids.add(status.get("execution_id").asString()));
      if (!page.has("cursor")) {
        return ids;
      }
      page = client.call("execution.list", Map.of("cursor", page.get("cursor").asString()));
    }
  }

  private static JsonNode range(int from, int to) {
    return new JsonMapper().createObjectNode().put("from", from).put("to", to);
  }

  private static Map<String, Object> sleeper(String id) {
    return Map.of("command", "exec sleep 1000", "execution_id", id);
  }

  private static Map<String, String> labels() {
    return Map.of("who", "me", "why", "a test");
  }
}
