package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class RequestsInFlightTest {
  private static final String SLEEP = "exec sleep 1000";

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("max-requests-in-flight", "3", "max-message-bytes", "64K");

  @Test
  void shouldRefuseOneMoreButNoStopWhenAsManyWaitAsMay() throws Exception {
    TestClient client = SERVER.connect();
    RemoteCommand command = client.execute(SLEEP);
    List<Integer> waits = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      waits.add(client.send("execution.status", waiting(command, "")));
    }

    assertRefused("requests_in_flight", 3, client.request("ping", Map.of()));
    assertRefused("requests_in_flight", 3, client.request("control", Map.of("type", "PAUSE")));
    assertThat(command.control("KILL").get("status").asString()).isEqualTo("killed");
    waits.forEach(wait -> assertThat(client.awaitAnswer(wait).has("result")).isTrue());
    client.assertAlive();
  }

  @Test
  void shouldCountNotificationsWhenTheyWait() throws Exception {
    TestClient client = SERVER.connect();
    RemoteCommand command = client.execute(SLEEP);
    for (int number = 0; number < 3; number++) {
      client.inform("execution.status", waiting(command, ""));
    }

    assertRefused("requests_in_flight", 3, client.request("ping", Map.of()));
    command.control("KILL");
    command.awaitCompleted();
    client.assertAlive();
  }

  @Test
  void shouldRefuseWhenThoseThatWaitHoldAsManyBytesAsMay() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("max-message-bytes", "64K")) {
      TestClient client = server.connect();
      RemoteCommand command = client.execute(SLEEP);
      String ballast = "x".repeat(60 * 1024);
      for (int number = 0; number < 17; number++) {
        client.send("execution.status", waiting(command, ballast));
      }

      JsonNode refused = client.request("execution.status", waiting(command, ballast));

      assertRefused("request_bytes_in_flight", 16 * 64 * 1024, refused);
      command.control("KILL");
      command.awaitCompleted();
      client.call("execution.status", waiting(command, ballast));
    }
  }

  @Test
  void shouldLeaveOthersRoomWhenOneHoldsAsMuchAsItMay() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.start("max-message-bytes", "64K", "max-request-bytes", "1M")) {
      TestClient greedy = server.connect();
      TestClient modest = server.connect();
      RemoteCommand command = greedy.execute(SLEEP);
      String ballast = "x".repeat(60 * 1024);
      for (int number = 0; number < 10; number++) {
        greedy.send("execution.status", waiting(command, ballast));
      }

      JsonNode refused = greedy.request("execution.status", waiting(command, ballast));
      int accepted = modest.send("execution.status", waiting(command, ballast));
      modest.assertAlive();

      assertRefused("request_bytes_of_all", 1024 * 1024, refused);
      command.control("KILL");
      assertThat(modest.awaitAnswer(accepted).has("result")).isTrue();
      command.awaitCompleted();
      greedy.call("execution.status", waiting(command, ballast));
    }
  }

  /** The large answers of a batch that is not whole yet count as well. */
  @Test
  void shouldReplaceLargeAnswersWhenUnfinishedBatchesHoldAsMuchAsMay() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("max-message-bytes", "4K")) {
      TestClient client = server.connect();
      for (int number = 0; number < 20; number++) {
        client.run("true");
      }
      RemoteCommand command = client.execute(SLEEP);
      int first = client.nextId();
      client.sendJson(batch(client, first, command));
      client.assertAlive();
      command.control("KILL");

      JsonNode answers =
          client.awaitMessage("the batch's answer", one -> one.json().isArray()).json();

      assertThat(answers).hasSize(31);
      long whole = answers.valueStream().filter(one -> one.has("result")).count();
      assertThat(whole).isBetween(2L, 20L);
    }
  }

  private static List<Map<String, Object>> batch(TestClient client, int id, RemoteCommand command) {
    List<Map<String, Object>> batch = new ArrayList<>();
    batch.add(TestClient.requestMessage(id, "execution.status", waiting(command, "")));
    for (int number = 0; number < 30; number++) {
      batch.add(TestClient.requestMessage(client.nextId(), "execution.list", Map.of()));
    }
    return batch;
  }

  private static Map<String, Object> waiting(RemoteCommand command, String ballast) {
    return Map.of("execution_id", command.id(), "wait", 1000, "ballast", ballast);
  }

  private static void assertRefused(String scope, int limit, JsonNode answer) {
    JsonNode error = answer.get("error");
    assertThat(error.get("code").asInt()).isEqualTo(-32005);
    assertThat(error.get("data").get("scope").asString()).isEqualTo(scope);
    assertThat(error.get("data").get("limit").asInt()).isEqualTo(limit);
  }
}
