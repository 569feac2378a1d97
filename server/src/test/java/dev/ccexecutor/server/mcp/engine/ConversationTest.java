package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ConversationTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private final McpEngine engine =
      TestEngine.of(
          TestEngine.tool(
              "wait",
              TaskSupport.FORBIDDEN,
              (arguments, context) -> {
                release.await();
                return ToolResult.text("waited");
              }));
  private final TestClient client = new TestClient(engine, "ann");

  @AfterEach
  void close() {
    client.close();
    engine.close();
  }

  @Test
  void shouldSpeakTheClientsVersionWhenItIsKnown() {
    JsonNode result =
        client
            .legacy("initialize", "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}")
            .result();

    assertThat(result.path("protocolVersion").stringValue()).isEqualTo("2025-06-18");
    assertThat(result.path("serverInfo").path("name").stringValue()).isEqualTo("test");
    assertThat(result.has("resultType")).isFalse();
  }

  @Test
  void shouldOfferTheNewestLegacyVersionWhenTheClientsIsUnknown() {
    JsonNode result =
        client
            .legacy("initialize", "{\"protocolVersion\":\"1999-01-01\",\"capabilities\":{}}")
            .result();

    assertThat(result.path("protocolVersion").stringValue()).isEqualTo("2025-11-25");
  }

  @Test
  void shouldHaveInitializedWhenReceivingReturns() {
    RecordingExchange exchange =
        client.legacy(
            "initialize",
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"sampling\":{}}}");

    assertThat(exchange.isOver()).isTrue();
    assertThat(client.conversation().clientCapabilities().has("sampling")).isTrue();
  }

  @Test
  void shouldTellErasApartWhenTheyComeInOneConversation() {
    client.initialize();

    JsonNode modern = client.modern("tools/list", "{}").result();
    JsonNode legacy = client.legacy("tools/list", "{}").result();

    assertThat(modern.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(modern.path("_meta").path(McpNames.SERVER_INFO).path("name").stringValue())
        .isEqualTo("test");
    assertThat(modern.path("ttlMs").isInt()).isTrue();
    assertThat(legacy.propertyNames()).containsExactly("tools");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "\"0\"", "0.0", "-7", "\"\"", "12345678901234567890", "1.10"})
  void shouldEchoTheIdAsItCameWhenItIsAnswered(String id) {
    RecordingExchange exchange = new RecordingExchange();

    client.receive("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}", exchange);

    assertThat(exchange.answer().path("id").toString()).isEqualTo(id);
    assertThat(exchange.result().isEmpty()).isTrue();
  }

  @Test
  void shouldTakeZeroAndItsTextForTwoIdsWhenBothAreUnderWay() {
    RecordingExchange number = new RecordingExchange();
    RecordingExchange text = new RecordingExchange();
    String call = ",\"method\":\"tools/call\",\"params\":" + TestEngine.call("wait") + "}";
    client.receive("{\"jsonrpc\":\"2.0\",\"id\":0" + call, number);
    client.receive("{\"jsonrpc\":\"2.0\",\"id\":\"0\"" + call, text);

    client.cancel(0);
    release.countDown();

    assertThat(text.result().path("content").get(0).path("text").stringValue()).isEqualTo("waited");
    assertThat(number.isDropped()).isTrue();
  }

  @Test
  void shouldRefuseAnIdWhenOneIsUnderWayAndTakeItAgainAfterItsAnswer() {
    RecordingExchange first = new RecordingExchange();
    RecordingExchange second = new RecordingExchange();
    RecordingExchange third = new RecordingExchange();
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":"
            + TestEngine.call("wait")
            + "}";
    client.receive(call, first);
    client.receive(call, second);

    assertThat(second.errorCode()).isEqualTo(McpError.INVALID_REQUEST);
    release.countDown();
    first.result();
    client.receive(call, third);
    third.result();
  }

  @Test
  void shouldSayWhichMemberLacksWhenAModernRequestIsIncomplete() {
    ObjectNode request = client.modernRequest("tools/list", "{}");
    request
        .withObjectProperty("params")
        .withObjectProperty("_meta")
        .remove(McpNames.CLIENT_CAPABILITIES);

    RecordingExchange exchange = client.send(request);

    assertThat(exchange.errorCode()).isEqualTo(McpError.INVALID_PARAMS);
    assertThat(exchange.error().httpStatus()).isEqualTo(400);
    assertThat(exchange.error().message()).contains(McpNames.CLIENT_CAPABILITIES);
  }

  @Test
  void shouldMissTheMetaWhenAMethodIsModernAlone() {
    RecordingExchange exchange = client.legacy("server/discover", "{}");

    assertThat(exchange.errorCode()).isEqualTo(McpError.INVALID_PARAMS);
    assertThat(exchange.error().httpStatus()).isEqualTo(400);
  }

  @Test
  void shouldHoldARequestToTheEraOfItsHeaderWhenTheTransportKnowsIt() {
    RecordingExchange exchange = new RecordingExchange();

    client
        .conversation()
        .receive(
            (dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Request)
                TestClient.read(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}"),
            Era.MODERN,
            exchange);

    assertThat(exchange.errorCode()).isEqualTo(McpError.INVALID_PARAMS);
  }

  @Test
  void shouldListItsVersionsWhenAModernOneIsUnknown() {
    ObjectNode request = client.modernRequest("tools/list", "{}");
    request
        .withObjectProperty("params")
        .withObjectProperty("_meta")
        .put(McpNames.PROTOCOL_VERSION, "2030-01-01");

    RecordingExchange exchange = client.send(request);

    assertThat(exchange.errorCode()).isEqualTo(McpError.UNSUPPORTED_VERSION);
    assertThat(exchange.error().data().toString())
        .isEqualTo("{\"supported\":[\"2026-07-28\"],\"requested\":\"2030-01-01\"}");
    assertThat(exchange.error().httpStatus()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "tasks/list",
        "x"
      })
  void shouldKnowNoMethodOfTheOtherEraWhenARequestIsModern(String method) {
    RecordingExchange exchange = client.modern(method, "{}");

    assertThat(exchange.errorCode()).isEqualTo(McpError.METHOD_NOT_FOUND);
    assertThat(exchange.error().httpStatus()).isEqualTo(404);
  }

  @Test
  void shouldSendNothingMoreWhenACallIsCancelled() {
    RecordingExchange exchange = client.legacy("tools/call", TestEngine.call("wait"));

    client.cancel(client.lastId());

    assertThat(exchange.isDropped()).isTrue();
    await().until(() -> engine.slots().total() == 0);
    assertThat(exchange.ends()).isEqualTo(1);
  }

  @Test
  void shouldCancelWhatRunsWhenItIsClosed() {
    RecordingExchange exchange = client.legacy("tools/call", TestEngine.call("wait"));

    client.close();

    assertThat(exchange.isDropped()).isTrue();
    await().until(() -> engine.slots().total() == 0);
    assertThat(client.legacy("ping", "{}").errorCode()).isEqualTo(McpError.REFUSED);
  }

  @Test
  void shouldDropWhatIsNoAnswerToAQuestionWhenAResponseComes() {
    client.respond(TestClient.object("{\"id\":\"ask-99\"}").path("id"), "\"result\":{}");

    client.legacy("ping", "{}").result();
  }
}
