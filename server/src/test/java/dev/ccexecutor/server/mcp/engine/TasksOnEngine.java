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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An engine whose tools can be called as tasks, and a client that knows of such. */
abstract class TasksOnEngine {
  final CountDownLatch release = new CountDownLatch(1);
  final CountDownLatch entered = new CountDownLatch(1);
  final CountDownLatch mayBegin = new CountDownLatch(1);
  final AtomicInteger started = new AtomicInteger();
  final TestEngine.StandingClock clock = new TestEngine.StandingClock();
  final McpEngine engine =
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
  final TestClient client = new TestClient(engine, "ann").withTasks();

  static Tool tool(String name, FixtureTool.Body body) {
    return TestEngine.tool(name, TaskSupport.OPTIONAL, body);
  }

  @AfterEach
  void close() {
    release.countDown();
    client.close();
    engine.close();
    assertThat(engine.slots().total()).isZero();
  }

  String modernTask(String tool) {
    JsonNode result = client.modern("tools/call", TestEngine.call(tool)).result();
    assertThat(result.path("resultType").stringValue()).isEqualTo("task");
    return result.path("taskId").stringValue();
  }

  String legacyTask(String tool) {
    JsonNode result =
        client.legacy("tools/call", "{\"name\":\"" + tool + "\",\"task\":{\"ttl\":1234}}").result();
    return result.path("task").path("taskId").stringValue();
  }

  static String id(String taskId) {
    return "{\"taskId\":\"" + taskId + "\"}";
  }

  JsonNode get(String taskId) {
    return client.modern("tasks/get", id(taskId)).result();
  }

  JsonNode awaitStatus(String taskId, String status) {
    await().until(() -> get(taskId).path("status").stringValue().equals(status));
    return get(taskId);
  }

  /** Threads count until they have ended, which on a busy machine may be after their answers. */
  void awaitNothingUnderWay() {
    while (engine.slots().total() > 0) {
      LockSupport.parkNanos(10_000);
    }
  }

  void answer(String taskId, String responses) {
    JsonNode result =
        client
            .modern(
                "tasks/update",
                "{\"taskId\":\"" + taskId + "\",\"inputResponses\":" + responses + "}")
            .result();
    assertThat(result.propertyNames()).containsExactlyInAnyOrder("resultType", "_meta");
  }

  /** Becomes a task only when it is let, whatever has happened to its request meanwhile. */
  final class LateTask implements Tool {
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
