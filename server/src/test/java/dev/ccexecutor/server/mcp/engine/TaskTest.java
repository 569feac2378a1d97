package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Calls that outlive their requests. */
class TaskTest extends TasksOnEngine {
  @Test
  void shouldInlineTheResultWhenAModernTaskIsCompleted() {
    String taskId = modernTask("wait");
    await().until(() -> get(taskId).path("statusMessage").asString("").equals("waiting"));
    assertThat(get(taskId).path("status").stringValue()).isEqualTo("working");
    release.countDown();

    JsonNode task = awaitStatus(taskId, "completed");

    assertThat(task.path("result").path("content").get(0).path("text").stringValue())
        .isEqualTo("waited");
    assertThat(task.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(task.path("ttlMs").longValue()).isPositive();
  }

  @Test
  void shouldCallAToolAtOnceWhenTheClientKnowsOfNoTasks() {
    client.with("{}");

    JsonNode result = client.modern("tools/call", TestEngine.call("quick")).result();
    RecordingExchange required = client.modern("tools/call", TestEngine.call("ask"));
    RecordingExchange get = client.modern("tasks/get", id("x"));

    assertThat(result.has("taskId")).isFalse();
    assertThat(required.errorCode()).isEqualTo(McpError.MISSING_CAPABILITY);
    assertThat(get.errorCode()).isEqualTo(McpError.MISSING_CAPABILITY);
    assertThat(get.error().data().toString())
        .isEqualTo("{\"requiredCapabilities\":{\"extensions\":{\"" + McpNames.TASKS + "\":{}}}}");
  }

  @Test
  void shouldTellErasApartWhenAToolSaysThatItWentWrong() {
    String taskId = modernTask("wrong");

    assertThat(awaitStatus(taskId, "completed").path("result").path("isError").booleanValue())
        .isTrue();
    assertThat(client.legacy("tasks/get", id(taskId)).result().path("status").stringValue())
        .isEqualTo("failed");
  }

  @Test
  void shouldFailWithoutItsInsideWhenAToolBreaks() {
    JsonNode task = awaitStatus(modernTask("broken"), "failed");

    assertThat(task.path("error").path("code").intValue()).isEqualTo(McpError.INTERNAL_ERROR);
    assertThat(task.has("result")).isFalse();
    assertThat(task.toString()).doesNotContain("secret");
  }

  @Test
  void shouldRefuseByTheWordsOfTheEraWhenALegacyCallIsNoTaskOrHasToBe() {
    assertThat(client.legacy("tools/call", "{\"name\":\"never\",\"task\":{}}").errorCode())
        .isEqualTo(McpError.METHOD_NOT_FOUND);
    assertThat(client.legacy("tools/call", TestEngine.call("ask")).errorCode())
        .isEqualTo(McpError.METHOD_NOT_FOUND);
    client.modern("tools/call", "{\"name\":\"never\",\"task\":{}}").result();
  }

  @Test
  void shouldTellWhoeverBeganItWhenALegacyTaskEnds() {
    client.outlet().setWritable(false);
    String taskId = legacyTask("wait");
    release.countDown();
    awaitStatus(taskId, "completed");

    client.outlet().setWritable(true);

    JsonNode told =
        client.outlet().awaitSent("notifications/tasks/status", 1).getFirst().path("params");
    assertThat(told.path("taskId").stringValue()).isEqualTo(taskId);
    assertThat(told.path("status").stringValue()).isEqualTo("completed");
    assertThat(told.path("ttl").intValue()).isEqualTo(1234);
  }

  @Test
  void shouldTellAListenerTheLastStateWhenItIsLateOrSlow() {
    String taskId = modernTask("wait");
    String listen = "{\"notifications\":{\"taskIds\":[\"" + taskId + "\"]}}";
    RecordingExchange slow = client.modern("subscriptions/listen", listen);
    slow.awaitSent("notifications/tasks", 1);
    slow.setWritable(false);
    release.countDown();
    awaitStatus(taskId, "completed");
    RecordingExchange late = client.modern("subscriptions/listen", listen);
    slow.setWritable(true);

    for (RecordingExchange listening : List.of(late, slow)) {
      await()
          .until(
              () ->
                  listening.sent("notifications/tasks").stream()
                      .anyMatch(
                          one ->
                              one.path("params").path("status").stringValue().equals("completed")));
    }
  }

  @Test
  void shouldEndWhatRunsWhenATaskIsCancelledInEitherEra() {
    String modern = modernTask("wait");
    String legacy = legacyTask("wait");

    client.modern("tasks/cancel", id(modern)).result();
    client.modern("tasks/cancel", id(modern)).result();
    JsonNode cancelled = client.legacy("tasks/cancel", id(legacy)).result();

    assertThat(get(modern).path("status").stringValue()).isEqualTo("cancelled");
    assertThat(cancelled.path("status").stringValue()).isEqualTo("cancelled");
    assertThat(client.legacy("tasks/cancel", id(legacy)).errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
    assertThat(client.legacy("tasks/result", id(legacy)).errorCode()).isEqualTo(McpError.REFUSED);
    await().until(() -> engine.slots().total() == 0);
  }

  @Test
  void shouldEndOnceWhenATaskIsCancelledAsItEnds() throws Exception {
    for (int i = 0; i < 500; i++) {
      String taskId = modernTask("quick");
      CyclicBarrier both = new CyclicBarrier(2);
      Thread canceling =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      both.await();
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                    client.modern("tasks/cancel", id(taskId)).result();
                  });
      both.await();
      canceling.join();
      String status = get(taskId).path("status").stringValue();
      assertThat(status).isIn("cancelled", "completed");
      awaitNothingUnderWay();
      assertThat(get(taskId).path("status").stringValue()).isEqualTo(status);
    }
  }

  @Test
  void shouldGoOnWhenTheConversationThatBeganItEnds() {
    String taskId = modernTask("wait");
    client.close();
    release.countDown();

    try (TestClient later = new TestClient(engine, "ann").withTasks()) {
      await()
          .until(
              () ->
                  later
                      .modern("tasks/get", id(taskId))
                      .result()
                      .path("status")
                      .stringValue()
                      .equals("completed"));
    }
  }

  @Test
  void shouldCancelTheTaskWhenItsClientNeverLearnsOfIt() throws Exception {
    int before = started.get();
    RecordingExchange exchange = client.modern("tools/call", TestEngine.call("late"));
    entered.await();
    client.cancel(client.lastId());
    assertThat(exchange.isDropped()).isTrue();

    mayBegin.countDown();

    await().until(() -> started.get() > before && engine.slots().total() == 0);
  }

  @Test
  void shouldFailWhatRunsWhenTheServerShutsDown() {
    String taskId = modernTask("wait");

    engine.close();

    assertThat(engine.tasks().find("ann", taskId).orElseThrow().state().status())
        .isEqualTo(TaskStatus.FAILED);
  }
}
