package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clients of the Python CC-Executor, as they are. */
@Timeout(60)
class OldClientTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connectSilently("/ws/mcp");
    client.awaitNotification("connected");
  }

  private JsonNode result(int id) {
    return client.awaitAnswer(id).get("result");
  }

  @Test
  void shouldRunCommandWhenMessageHasNoVersion() {
    client.sendText(
        "{\"method\":\"execute\",\"params\":{\"command\":\"echo hi; exit 3\"},\"id\":1}");

    JsonNode result = result(1);
    assertThat(result.get("status").asString()).isEqualTo("started");
    assertThat(result.get("pid").asInt()).isPositive();
    assertThat(result.get("pgid")).isEqualTo(result.get("pid"));
    JsonNode completed = client.awaitNotification("process.completed");
    assertThat(completed.get("status").asString()).isEqualTo("failed");
    assertThat(completed.get("exit_code").asInt()).isEqualTo(3);
    assertThat(completed.get("pid")).isEqualTo(result.get("pid"));
    assertThat(completed.get("execution_time").isNumber()).isTrue();
    JsonNode started = client.awaitNotification("process.started");
    assertThat(started.get("status").asString()).isEqualTo("started");
    assertThat(started.get("pid")).isEqualTo(result.get("pid"));
    JsonNode output = client.awaitNotification("process.output");
    assertThat(output.get("type").asString()).isEqualTo("stdout");
    assertThat(output.get("data").asString()).isEqualTo("hi\n");
    assertThat(client.inbox().all())
        .filteredOn(Received.Message.class::isInstance)
        .allSatisfy(
            one ->
                assertThat(((Received.Message) one).json().get("jsonrpc").asString())
                    .isEqualTo("2.0"));
  }

  @Test
  void shouldIgnoreMembersWhenTheyAreUnknown() {
    client.sendText(
        "{\"method\":\"execute\",\"params\":{\"command\":\"true\",\"id\":\"any\",\"timeout\":60,"
            + "\"x\":[1]},\"id\":1,\"extra\":true}");

    assertThat(result(1).get("status").asString()).isEqualTo("started");
    assertThat(client.awaitNotification("process.completed").get("status").asString())
        .isEqualTo("completed");
  }

  @Test
  void shouldControlItsProcessWhenNoIdIsGiven() {
    client.sendText(
        "{\"method\":\"execute\",\"params\":{\"command\":\"exec sleep 1000\"},\"id\":1}");
    result(1);

    client.sendText("{\"method\":\"control\",\"params\":{\"type\":\"PAUSE\"},\"id\":2}");
    assertThat(result(2).get("status").asString()).isEqualTo("paused");
    assertThat(client.awaitNotification("process.paused").get("status").asString())
        .isEqualTo("paused");
    client.sendText("{\"method\":\"control\",\"params\":{\"type\":\"RESUME\"},\"id\":3}");
    assertThat(result(3).get("status").asString()).isEqualTo("resumed");
    client.awaitNotification("process.resumed");
    client.sendText("{\"method\":\"control\",\"params\":{\"type\":\"CANCEL\"},\"id\":4}");
    assertThat(result(4).get("status").asString()).isEqualTo("canceled");
    client.awaitNotification("process.canceled");

    JsonNode completed = client.awaitNotification("process.completed");
    assertThat(completed.get("status").asString()).isEqualTo("canceled");
    assertThat(completed.get("exit_code").asInt()).isEqualTo(143);
  }

  @Test
  void shouldTellErrorWhenNothingRuns() {
    client.sendText("{\"method\":\"control\",\"params\":{\"type\":\"PAUSE\"},\"id\":2}");

    JsonNode error = client.awaitAnswer(2).get("error");
    assertThat(error.get("code").asInt()).isEqualTo(-32002);
    assertThat(error.get("message").asString()).isEqualTo("No process is running");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\":\"pong\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"pong\",\"params\":{}}"
      })
  void shouldAcceptPong(String pong) {
    client.sendText(pong);

    client.assertAlive();
  }

  @Test
  void shouldBeStrictAboutTimeoutsWhenTheClientIsNotOnTheOldPath() throws Exception {
    for (String header : new String[] {"X: y", TestClient.OFFER_OF_V1}) {
      String path = header.equals(TestClient.OFFER_OF_V1) ? "/ws/mcp" : "/ws";
      TestClient other = SERVER.connectSilently(path, header);
      for (Object timeout : new Object[] {"5", -1}) {
        JsonNode error =
            other.callFailing("execute", Map.of("command", "true", "timeout", timeout));
        assertThat(error.get("data").get("field").asString()).isEqualTo("timeout");
      }
    }
  }
}
