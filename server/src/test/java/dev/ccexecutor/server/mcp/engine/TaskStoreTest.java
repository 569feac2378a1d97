package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.message.McpError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is kept of tasks, for whom, and for how long. */
class TaskStoreTest extends TasksOnEngine {
  @Test
  void shouldBeNobodyElsesWhenAPrincipalHasATask() {
    String taskId = modernTask("wait");
    try (TestClient other = new TestClient(engine, "bob").withTasks()) {
      for (String method : List.of("tasks/get", "tasks/cancel")) {
        assertThat(other.modern(method, id(taskId)).errorCode()).isEqualTo(McpError.INVALID_PARAMS);
      }
      assertThat(other.legacy("tasks/result", id(taskId)).errorCode())
          .isEqualTo(McpError.INVALID_PARAMS);
      assertThat(other.legacy("tasks/list", "{}").result().path("tasks").isEmpty()).isTrue();
      RecordingExchange listening =
          other.modern(
              "subscriptions/listen", "{\"notifications\":{\"taskIds\":[\"" + taskId + "\"]}}");
      assertThat(
              listening
                  .awaitSent("notifications/subscriptions/acknowledged", 1)
                  .getFirst()
                  .path("params")
                  .path("notifications")
                  .isEmpty())
          .isTrue();
    }
    assertThat(get(taskId).path("status").stringValue()).isEqualTo("working");
  }

  @Test
  void shouldWaitForTheResultWhenThereIsNoRoomForATask() {
    for (int i = 0; i < 4; i++) {
      modernTask("wait");
    }

    JsonNode result = client.modern("tools/call", TestEngine.call("quick")).result();

    assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(client.modern("tools/call", TestEngine.call("ask")).errorCode())
        .isEqualTo(McpError.REFUSED);
    assertThat(client.legacy("tools/call", "{\"name\":\"quick\",\"task\":{}}").errorCode())
        .isEqualTo(McpError.REFUSED);
  }

  @Test
  void shouldForgetThoseWhoseEndWasSeenWhenThereIsNoRoom() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(modernTask("quick"));
    }
    awaitStatus(ids.get(2), "completed");
    ids.add(modernTask("quick"));

    assertThat(client.modern("tasks/get", id(ids.get(2))).errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
    awaitStatus(ids.get(0), "completed");
    awaitStatus(ids.get(4), "completed");
  }

  @Test
  void shouldSayThatAResultIsNotKeptWhenThereIsNoRoomForItsBytes() {
    String first = modernTask("large");
    await()
        .until(
            () ->
                client
                    .legacy("tasks/get", id(first))
                    .result()
                    .path("status")
                    .stringValue()
                    .equals("completed"));
    // Nobody has seen the first one's result, so it stays.
    JsonNode second = awaitStatus(modernTask("large"), "failed");
    assertThat(second.path("error").path("message").stringValue()).contains("no room");
    awaitStatus(first, "completed");
    awaitStatus(modernTask("large"), "completed");
  }

  @Test
  void shouldBeKeptForItsTimeAfterItsEndWhenItIsNotAskedFor() {
    String taskId = legacyTask("quick");
    awaitStatus(taskId, "completed");
    clock.forward(1234);
    get(taskId);
    clock.forward(1);

    assertThat(client.modern("tasks/get", id(taskId)).errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }

  @Test
  void shouldListByPagesWhenALegacyClientAsks() {
    String first = legacyTask("quick");
    String second = legacyTask("wait");

    JsonNode all = client.legacy("tasks/list", "{}").result();
    JsonNode rest = client.legacy("tasks/list", "{\"cursor\":\"" + first + "\"}").result();

    assertThat(all.path("tasks")).hasSize(2);
    assertThat(all.has("nextCursor")).isFalse();
    assertThat(rest.path("tasks").get(0).path("taskId").stringValue()).isEqualTo(second);
    assertThat(client.legacy("tasks/list", "{\"cursor\":\"x\"}").errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }
}
