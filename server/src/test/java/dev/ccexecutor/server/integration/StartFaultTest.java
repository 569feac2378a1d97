package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.method.Dispatcher;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.FailingLog;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * A request to start is answered whatever fails within the server; the log stands for all of it.
 */
@Timeout(60)
class StartFaultTest {
  @RegisterExtension
  static final RunningTestServer SERVER = RunningTestServer.withSettings("max-executions", "1");

  private static final Map<String, ?> MISSING =
      Map.of("argv", List.of("/no/such/program"), "execution_id", "missing");

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  /** Its one place is free again. */
  @AfterEach
  void startsAsEver() throws Exception {
    SERVER.awaitIdle();
    Map<String, ?> next = Map.of("argv", List.of("true"));
    Deadline.await("room for another one")
        .until(() -> client.awaitAnswer(client.send("execute", next)).has("result"));
  }

  private static Map<String, ?> sleep(String id) {
    return Map.of("argv", List.of("sleep", "1000"), "execution_id", id);
  }

  @Test
  void shouldTellOfTheFaultAndEndWhatRunsWhenItCanNotBeNoted() throws Exception {
    try (FailingLog log = FailingLog.at(Execution.class, "execution started")) {
      JsonNode error = client.callFailing("execute", sleep("told"));

      assertThat(log.failures()).isEqualTo(1);
      assertThat(error.get("code").asInt()).isEqualTo(-32603);
      assertThat(error.get("data").get("error_id").asString()).isNotEmpty();
      SERVER.awaitIdle();
    }
    assertThat(client.inbox().all()).noneMatch(one -> one.toString().contains("process."));
  }

  @Test
  void shouldAnswerWhatWaitsForTheStartWhenThatFails() {
    try (FailingLog log = FailingLog.at(Execution.class, "execution started")) {
      int execute = client.send("execute", sleep("awaited"));
      int control = client.send("control", Map.of("type", "CANCEL", "execution_id", "awaited"));

      assertThat(client.awaitAnswer(execute).has("error")).isTrue();
      assertThat(client.awaitAnswer(control)).isNotNull();
      assertThat(log.failures()).isEqualTo(1);
    }
  }

  @Test
  void shouldTellWhyNothingRunsWhenTheRefusalCanNotBeNoted() {
    try (FailingLog log = FailingLog.at(Execution.class, "execution could not be started")) {
      JsonNode error = client.callFailing("execute", MISSING);

      assertThat(log.failures()).isEqualTo(1);
      assertThat(error.get("data").get("errno").asString()).isEqualTo("ENOENT");
    }
    assertThat(client.callFailing("execute", MISSING).get("code").asInt()).isEqualTo(-32006);
  }

  @Test
  void shouldAnswerWhenThatCanNotBeNoted() {
    try (FailingLog log = FailingLog.at(Dispatcher.class, "request refused")) {
      JsonNode error = client.callFailing("execute", MISSING);

      assertThat(log.failures()).isEqualTo(1);
      assertThat(error.get("code").asInt()).isEqualTo(-32603);
    }
  }
}
