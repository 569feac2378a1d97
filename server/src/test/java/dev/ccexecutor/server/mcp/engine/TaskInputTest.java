package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpNames;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tasks that ask their clients. */
class TaskInputTest extends TasksOnEngine {
  @Test
  void shouldStayInputRequiredUntilAllIsAnsweredWhenAModernTaskAsks() {
    String taskId = modernTask("ask");
    assertThat(awaitStatus(taskId, "input_required").path("inputRequests").propertyNames())
        .containsExactly("a", "b");
    answer(taskId, "{\"x\":{},\"a\":{\"v\":1}}");
    assertThat(get(taskId).path("inputRequests").propertyNames()).containsExactly("b");
    answer(taskId, "{\"a\":{\"v\":9},\"b\":{\"v\":2}}");

    JsonNode task = awaitStatus(taskId, "completed");

    assertThat(task.path("result").path("content").get(0).path("text").stringValue())
        .isEqualTo("answers {\"a\":{\"v\":1},\"b\":{\"v\":2}}");
  }

  @Test
  void shouldUseNoKeyTwiceWhenATaskAsksTheSameAgain() {
    String taskId = modernTask("again");
    awaitStatus(taskId, "input_required");
    answer(taskId, "{\"a\":{\"v\":1}}");
    await().until(() -> get(taskId).path("inputRequests").has("a-1"));
    answer(taskId, "{\"a\":{\"v\":8}}");
    answer(taskId, "{\"a-1\":{\"v\":2}}");

    assertThat(
            awaitStatus(taskId, "completed")
                .path("result")
                .path("content")
                .get(0)
                .path("text")
                .stringValue())
        .isEqualTo("{\"a\":{\"v\":1}} and {\"a\":{\"v\":2}}");
  }

  @Test
  void shouldFailSayingWhatLacksWhenATasksClientCannotBeAsked() {
    client.with("{\"elicitation\":{},\"extensions\":{\"" + McpNames.TASKS + "\":{}}}");

    JsonNode task = awaitStatus(modernTask("ask"), "failed");

    assertThat(task.path("error").path("code").intValue()).isEqualTo(McpError.MISSING_CAPABILITY);
  }

  @Test
  void shouldAskByTheWaitingRequestWhenALegacyTaskAsks() {
    client.initialize();
    String taskId = legacyTask("ask");
    RecordingExchange gone = client.legacy("tasks/result", id(taskId));
    JsonNode first = gone.awaitSent("elicitation/create", 1).getFirst();
    client.cancel(client.lastId());
    RecordingExchange waiting = client.legacy("tasks/result", id(taskId));
    JsonNode question = waiting.awaitSent("elicitation/create", 1).getFirst();
    client.respond(first.path("id"), "\"result\":{\"late\":true}");
    client.respond(question.path("id"), "\"result\":{\"v\":1}");
    JsonNode second = waiting.awaitSent("sampling/createMessage", 1).getFirst();
    client.respond(second.path("id"), "\"result\":{\"v\":2}");

    JsonNode result = waiting.result();

    assertThat(gone.isDropped()).isTrue();
    assertThat(
            question
                .path("params")
                .path("_meta")
                .path(McpNames.RELATED_TASK)
                .path("taskId")
                .stringValue())
        .isEqualTo(taskId);
    assertThat(result.path("content").get(0).path("text").stringValue())
        .isEqualTo("answers {\"a\":{\"v\":1},\"b\":{\"v\":2}}");
    assertThat(result.path("_meta").path(McpNames.RELATED_TASK).path("taskId").stringValue())
        .isEqualTo(taskId);
  }
}
