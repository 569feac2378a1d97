package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.fixture.FixtureTool;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TaskTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch mayBegin = new CountDownLatch(1);
  private final AtomicInteger started = new AtomicInteger();
  private final TestEngine.StandingClock clock = new TestEngine.StandingClock();
  private final McpEngine engine =
      new McpEngine(
          TestEngine.catalog(
              tool(
                  "wait",
                  (arguments, context) -> {
                    context.progress(1, null, "waiting");
                    release.await();
                    return ToolResult.text("waited");
                  }),
              tool("quick", (arguments, context) -> ToolResult.text("done")),
              tool("wrong", (arguments, context) -> ToolResult.error("it went wrong")),
              tool("large", (arguments, context) -> ToolResult.text("x".repeat(60_000))),
              tool(
                  "broken",
                  (arguments, context) -> {
                    throw new IllegalStateException("a secret");
                  }),
              TestEngine.tool(
                  "ask",
                  TaskSupport.REQUIRED,
                  (arguments, context) ->
                      ToolResult.text(
                          "answers "
                              + context.awaitInput(
                                  TestClient.object(
                                      "{\"a\":{\"method\":\"elicitation/create\",\"params\":{}},"
                                          + "\"b\":{\"method\":\"sampling/createMessage\"}}")))),
              new LateTask(),
              TestEngine.tool(
                  "again",
                  TaskSupport.REQUIRED,
                  (arguments, context) -> {
                    ObjectNode asked =
                        TestClient.object("{\"a\":{\"method\":\"elicitation/create\"}}");
                    return ToolResult.text(
                        context.awaitInput(asked) + " and " + context.awaitInput(asked));
                  }),
              TestEngine.tool(
                  "never", TaskSupport.FORBIDDEN, (arguments, context) -> ToolResult.text("now"))),
          TestEngine.IDENTITY,
          TestEngine.SMALL,
          clock);
  private final TestClient client = new TestClient(engine, "ann").withTasks();

  private static Tool tool(String name, FixtureTool.Body body) {
    return TestEngine.tool(name, TaskSupport.OPTIONAL, body);
  }

  @AfterEach
  void close() {
    release.countDown();
    client.close();
    engine.close();
    assertThat(engine.slots().total()).isZero();
  }

  private String modernTask(String tool) {
    JsonNode result = client.modern("tools/call", TestEngine.call(tool)).result();
    assertThat(result.path("resultType").stringValue()).isEqualTo("task");
    return result.path("taskId").stringValue();
  }

  private String legacyTask(String tool) {
    JsonNode result =
        client.legacy("tools/call", "{\"name\":\"" + tool + "\",\"task\":{\"ttl\":1234}}").result();
    return result.path("task").path("taskId").stringValue();
  }

  private static String id(String taskId) {
    return "{\"taskId\":\"" + taskId + "\"}";
  }

  private JsonNode get(String taskId) {
    return client.modern("tasks/get", id(taskId)).result();
  }

  private JsonNode awaitStatus(String taskId, String status) {
    await().until(() -> get(taskId).path("status").stringValue().equals(status));
    return get(taskId);
  }

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

  /** Threads count until they have ended, which on a busy machine may be after their answers. */
  private void awaitNothingUnderWay() {
    while (engine.slots().total() > 0) {
      LockSupport.parkNanos(10_000);
    }
  }

  private void answer(String taskId, String responses) {
    JsonNode result =
        client
            .modern(
                "tasks/update",
                "{\"taskId\":\"" + taskId + "\",\"inputResponses\":" + responses + "}")
            .result();
    assertThat(result.propertyNames()).containsExactlyInAnyOrder("resultType", "_meta");
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

  /** Becomes a task only when it is let, whatever has happened to its request meanwhile. */
  private final class LateTask implements Tool {
    @Override
    public ToolDescription description() {
      return tool("late", this::call).description();
    }

    @Override
    public Optional<Outcome.InputRequired> beforeTask(ObjectNode arguments, CallContext context) {
      entered.countDown();
      while (mayBegin.getCount() > 0) {
        LockSupport.parkNanos(1_000_000);
      }
      Thread.interrupted();
      return Optional.empty();
    }

    @Override
    public Outcome call(ObjectNode arguments, CallContext context) throws InterruptedException {
      started.incrementAndGet();
      release.await();
      return ToolResult.text("late");
    }
  }
}
