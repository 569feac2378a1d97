package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.feature.LogLevel;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.fixture.FixtureTool;
import dev.ccexecutor.server.mcp.message.McpError;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class ToolCallTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch stubborn = new CountDownLatch(1);
  private final McpEngine engine =
      TestEngine.of(
          FixtureTool.of(
              "typed",
              """
              {"type": "object", "required": ["count"], "additionalProperties": false,
               "properties": {"count": {"type": "integer", "minimum": 1}}}
              """,
              TaskSupport.FORBIDDEN,
              (arguments, context) -> ToolResult.text("counted")),
          tool("large", (arguments, context) -> ToolResult.text("x".repeat(70_000))),
          tool(
              "broken",
              (arguments, context) -> {
                throw new IllegalStateException("a secret");
              }),
          tool(
              "interrupted",
              (arguments, context) -> {
                throw new InterruptedException("by nobody");
              }),
          tool(
              "stubborn",
              (arguments, context) -> {
                begun.countDown();
                while (stubborn.getCount() > 0) {
                  Thread.interrupted();
                  LockSupport.parkNanos(1_000_000);
                }
                context.progress(1, null, "late");
                return ToolResult.text("late");
              }),
          tool(
              "telling",
              (arguments, context) -> {
                for (double progress : new double[] {1, 1, 0.5, 7}) {
                  context.progress(progress, 10.0, "at " + progress);
                }
                for (LogLevel level : LogLevel.values()) {
                  context.log(level, "t", JsonNodeFactory.instance.stringNode(level.wireName()));
                }
                return ToolResult.text("told");
              }));
  private final TestClient client = new TestClient(engine, "ann");

  private static Tool tool(String name, FixtureTool.Body body) {
    return TestEngine.tool(name, TaskSupport.FORBIDDEN, body);
  }

  @AfterEach
  void close() {
    stubborn.countDown();
    client.close();
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"count\":\"1\"}", "{\"count\":0}", "{\"count\":1,\"other\":2}"})
  void shouldTellTheModelWhatIsWrongWhenArgumentsDoNotFit(String arguments) {
    JsonNode result =
        client
            .modern("tools/call", "{\"name\":\"typed\",\"arguments\":" + arguments + "}")
            .result();

    assertThat(result.path("isError").booleanValue()).isTrue();
    assertThat(text(result)).contains("Wrong arguments").containsAnyOf("count", "other");
  }

  private static String text(JsonNode result) {
    return result.path("content").get(0).path("text").stringValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "\"x\""})
  void shouldRefuseArgumentsWhenTheyAreNoObject(String arguments) {
    assertThat(
            client
                .modern("tools/call", "{\"name\":\"typed\",\"arguments\":" + arguments + "}")
                .errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }

  @Test
  void shouldRefuseAToolWhenThereIsNone() {
    assertThat(client.modern("tools/call", TestEngine.call("none")).errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
    assertThat(client.modern("tools/call", "{}").errorCode()).isEqualTo(McpError.INVALID_PARAMS);
  }

  @Test
  void shouldSayHowLargeAResultIsWhenItIsTooLarge() {
    JsonNode result = client.legacy("tools/call", TestEngine.call("large")).result();

    assertThat(result.path("isError").booleanValue()).isTrue();
    assertThat(text(result)).contains("70").contains("at most 65536");
  }

  @Test
  void shouldSayNothingOfItsInsideWhenAToolBreaks() {
    RecordingExchange exchange = client.legacy("tools/call", TestEngine.call("broken"));

    assertThat(exchange.errorCode()).isEqualTo(McpError.INTERNAL_ERROR);
    assertThat(exchange.answer().toString()).doesNotContain("secret");
  }

  @Test
  void shouldAnswerAllTheSameWhenAToolSaysThatItWasInterrupted() {
    assertThat(client.legacy("tools/call", TestEngine.call("interrupted")).errorCode())
        .isEqualTo(McpError.INTERNAL_ERROR);
  }

  @Test
  void shouldDropAndKeepCountingWhenAToolIgnoresItsCancellation() throws Exception {
    RecordingExchange exchange =
        client.modern("tools/call", "{\"name\":\"stubborn\",\"_meta\":{\"progressToken\":1}}");
    begun.await();
    client.cancel(client.lastId());

    assertThat(exchange.isDropped()).isTrue();
    assertThat(engine.slots().total()).isEqualTo(1);
    stubborn.countDown();
    await().until(() -> engine.slots().total() == 0);
    assertThat(exchange.sent()).isEmpty();
    assertThat(exchange.violations()).isZero();
  }

  @Test
  void shouldRiseWhenAToolsProgressDoesNot() {
    RecordingExchange exchange =
        client.modern("tools/call", "{\"name\":\"telling\",\"_meta\":{\"progressToken\":0}}");
    exchange.result();

    List<Double> told =
        exchange.sent("notifications/progress").stream()
            .map(one -> one.path("params").path("progress").doubleValue())
            .toList();
    assertThat(told).hasSize(4).isSorted().doesNotHaveDuplicates();
    assertThat(
            exchange
                .sent("notifications/progress")
                .getFirst()
                .path("params")
                .path("progressToken")
                .intValue())
        .isZero();
  }

  @Test
  void shouldDropProgressWhenTheClientDoesNotRead() {
    RecordingExchange exchange = new RecordingExchange();
    exchange.setWritable(false);

    client.receive(
        client
            .modernRequest("tools/call", "{\"name\":\"telling\",\"_meta\":{\"progressToken\":0}}")
            .toString(),
        exchange);

    exchange.result();
    assertThat(exchange.sent()).isEmpty();
  }

  @Test
  void shouldLogFromTheLevelOnThatTheRequestNamesWhenItIsModern() {
    RecordingExchange silent = client.modern("tools/call", TestEngine.call("telling"));
    RecordingExchange loud =
        client.modern(
            "tools/call",
            "{\"name\":\"telling\",\"_meta\":{\"io.modelcontextprotocol/logLevel\":\"error\"}}");
    RecordingExchange wrong =
        client.modern(
            "tools/call",
            "{\"name\":\"telling\",\"_meta\":{\"io.modelcontextprotocol/logLevel\":\"loud\"}}");

    silent.result();
    loud.result();
    assertThat(silent.sent()).isEmpty();
    assertThat(loud.sent("notifications/message"))
        .extracting(one -> one.path("params").path("level").stringValue())
        .containsExactly("error", "critical", "alert", "emergency");
    assertThat(wrong.errorCode()).isEqualTo(McpError.INVALID_PARAMS);
  }

  @Test
  void shouldLogFromTheConversationsLevelOnWhenTheRequestIsLegacy() {
    client.legacy("logging/setLevel", "{\"level\":\"alert\"}").result();

    RecordingExchange exchange = client.legacy("tools/call", TestEngine.call("telling"));

    exchange.result();
    assertThat(exchange.sent("notifications/message")).hasSize(2);
    assertThat(client.legacy("logging/setLevel", "{\"level\":\"x\"}").errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }
}
