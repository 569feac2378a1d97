package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ExecutionIdTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldUseIdThatClientChose() {
    String id = "A-z.0_9" + "x".repeat(57);

    RemoteCommand command =
        client.run(Map.of("command", "echo $CC_EXECUTION_ID", "execution_id", id));

    assertThat(command.id()).isEqualTo(id).hasSize(64);
    assertThat(command.stdout()).isEqualTo(id + "\n");
  }

  @Test
  void shouldMakeUpAnIdWhenClientGivesNone() {
    assertThat(client.run("true").id()).isNotEqualTo(client.run("true").id()).isNotEmpty();
  }

  @Test
  void shouldStartNothingWhenIdIsLiveWithSameParameters() {
    Map<String, Object> params = Map.of("command", "sleep 1000", "execution_id", "live-1");
    RemoteCommand command = client.execute(params);

    JsonNode again = client.call("execute", params);

    assertThat(again.get("existing").asBoolean()).isTrue();
    assertThat(again.get("state").asString()).isEqualTo("running");
    assertThat(again.get("status").asString()).isEqualTo("started");
    assertThat(again.get("pid").asInt()).isEqualTo(command.pid());
    assertThat(again.get("channel").asInt()).isEqualTo(command.channel());
    assertThat(command.result().has("existing")).isFalse();
    command.control("KILL");
    command.awaitCompleted();
    assertThat(command.methods()).containsOnlyOnce("process.started", "process.completed");
  }

  @Test
  void shouldAttachNobodyWhenAnotherConnectionRepeatsTheRequest() throws Exception {
    Map<String, Object> params =
        Map.of("command", "sleep 1000", "execution_id", "live-2", "output", "base64");
    RemoteCommand command = client.execute(params);
    TestClient other = SERVER.connect();

    JsonNode again =
        other.call(
            "execute",
            Map.of("command", "sleep 1000", "execution_id", "live-2", "output", "binary"));

    assertThat(again.get("existing").asBoolean()).isTrue();
    assertThat(again.path("channel").isNumber()).isFalse();
    command.control("KILL");
    command.awaitCompleted();
    other.assertAlive();
    assertThat(other.inbox().all()).noneMatch(received -> received.toString().contains("process."));
  }

  @Test
  void shouldStartNothingWhenIdHasEndedWithSameParameters() throws Exception {
    Map<String, Object> params = Map.of("command", "echo once", "execution_id", "ended-1");
    RemoteCommand command = client.run(params);

    JsonNode again = client.call("execute", params);
    JsonNode fromOther = SERVER.connect().call("execute", params);

    assertThat(again.get("existing").asBoolean()).isTrue();
    assertThat(again.get("state").asString()).isEqualTo("completed");
    assertThat(again.get("pid").asInt()).isEqualTo(command.pid());
    assertThat(fromOther.get("existing").asBoolean()).isTrue();
    client.assertAlive();
    assertThat(command.methods()).containsOnlyOnce("process.started", "process.completed");
  }

  @Test
  void shouldRefuseWhenIdIsKnownWithOtherParameters() {
    client.run(Map.of("command", "true", "execution_id", "conflict-1"));

    JsonNode error =
        client.callFailing("execute", Map.of("command", "false", "execution_id", "conflict-1"));

    assertThat(error.get("code").asInt()).isEqualTo(-32009);
    assertThat(error.get("data").get("kind").asString()).isEqualTo("execution_conflict");
  }

  @Test
  void shouldStartAnewWhenIdIsForgotten() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("retention", "0");
        TestClient forgetful = server.connect()) {
      Map<String, Object> params = Map.of("command", "echo $$", "execution_id", "again");
      RemoteCommand first = forgetful.run(params);
      server.awaitIdle();

      JsonNode second = forgetful.call("execute", params);

      assertThat(second.has("existing")).isFalse();
      assertThat(second.get("pid").asInt()).isNotEqualTo(first.pid());
    }
  }

  @Test
  void shouldFreeIdWhenSpawnHasFailed() {
    client.callFailing(
        "execute", Map.of("command", "true", "cwd", "/nowhere", "execution_id", "retry"));

    RemoteCommand command = client.run(Map.of("command", "true", "execution_id", "retry"));

    assertThat(command.result().has("existing")).isFalse();
  }

  /** What the failed one leaves behind must not take the next one of its id with it. */
  @Test
  void shouldStayInSessionWhenItsIdWasJustFreedByAFailedSpawn() {
    for (int i = 0; i < 20; i++) {
      String id = "freed-" + i;
      Map<String, Object> good = Map.of("argv", List.of("sleep", "1000"), "execution_id", id);
      int bad =
          client.send("execute", Map.of("command", "true", "cwd", "/nowhere", "execution_id", id));
      for (int attempt = 0; attempt < 20; attempt++) {
        client.send("execute", good); // Refused as long as the id is taken.
      }
      client.awaitAnswer(bad);
      client.send("execute", good);
      client.awaitMessage(
          "start of " + id,
          message -> message.isNotification("process.started") && message.isAbout(id));

      JsonNode answer = client.call("control", Map.of("type", "KILL"));

      assertThat(answer.get("execution_id").asString()).isEqualTo(id);
      client.awaitMessage(
          "completion of " + id,
          message -> message.isNotification("process.completed") && message.isAbout(id));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "ü", "a\nb", "a:b"})
  void shouldRefuseIdWhenItsCharactersAreNotAllowed(String id) {
    assertRefused(id);
  }

  @Test
  void shouldRefuseIdWhenItIsTooLong() {
    assertRefused("x".repeat(65));
  }

  private void assertRefused(String id) {
    JsonNode error = client.callFailing("execute", Map.of("command", "true", "execution_id", id));

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("kind").asString()).isEqualTo("invalid_params");
    assertThat(error.get("data").get("field").asString()).isEqualTo("execution_id");
  }
}
