package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.fixture.ConformanceCatalog;
import dev.ccexecutor.server.mcp.message.McpError;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class InputRoundsTest {
  private static final String STATE = "test_input_required_result_request_state";
  private static final String ANSWER =
      "{\"confirm\":{\"action\":\"accept\",\"content\":{\"ok\":true}}}";

  private final TestEngine.StandingClock clock = new TestEngine.StandingClock();
  private final McpEngine engine =
      new McpEngine(ConformanceCatalog.create(), TestEngine.IDENTITY, EngineLimits.DEFAULT, clock);
  private final TestClient client = new TestClient(engine, "ann");

  @AfterEach
  void close() {
    client.close();
    engine.close();
  }

  private String state(String tool) {
    JsonNode result = client.modern("tools/call", TestEngine.call(tool)).result();
    assertThat(result.path("resultType").stringValue()).isEqualTo("input_required");
    return result.path("requestState").stringValue();
  }

  private static RecordingExchange again(
      TestClient client, String method, String name, String state) {
    ObjectNode params = TestClient.object(TestEngine.call(name));
    params.set("inputResponses", TestClient.object(ANSWER));
    params.put("requestState", state);
    return client.modern(method, params.toString());
  }

  @Test
  void shouldGoOnWhereItAskedWhenTheStateComesBack() {
    JsonNode result = again(client, "tools/call", STATE, state(STATE)).result();

    assertThat(result.path("content").get(0).path("text").stringValue()).isEqualTo("state-ok");
    assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
  }

  @Test
  void shouldRefuseAStateWhenItIsAnotherPrincipals() {
    try (TestClient other = new TestClient(engine, "bob")) {
      assertThat(again(other, "tools/call", STATE, state(STATE)).errorCode())
          .isEqualTo(McpError.INVALID_PARAMS);
    }
  }

  @Test
  void shouldRefuseAStateWhenItIsAnotherToolsOrMethods() {
    String other = "test_input_required_result_tampered_state";

    assertThat(again(client, "tools/call", other, state(STATE)).errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
    assertThat(
            again(client, "prompts/get", "test_input_required_result_prompt", state(STATE))
                .errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }

  @Test
  void shouldRefuseAStateWhenItIsTooOld() {
    String state = state(STATE);
    clock.forward(EngineLimits.DEFAULT.stateMillis() + 1);

    RecordingExchange exchange = again(client, "tools/call", STATE, state);

    assertThat(exchange.errorCode()).isEqualTo(McpError.INVALID_PARAMS);
    assertThat(exchange.error().message()).contains("expired");
  }

  @Test
  void shouldRefuseAStateWhenAnyOfItIsChanged() {
    String state = state(STATE);
    for (int at = 0; at < state.length(); at++) {
      char other = state.charAt(at) == 'A' ? 'B' : 'A';
      String changed = state.substring(0, at) + other + state.substring(at + 1);
      // The last character of base64 bears bits that decode to nothing.
      if (!sameBytes(state, changed)) {
        assertThat(again(client, "tools/call", STATE, changed).errorCode())
            .isEqualTo(McpError.INVALID_PARAMS);
      }
    }
  }

  private static boolean sameBytes(String one, String other) {
    String[] first = one.split("\\.", -1);
    String[] second = other.split("\\.", -1);
    return first.length == second.length
        && java.util.Arrays.equals(
            Base64.getUrlDecoder().decode(first[1]), Base64.getUrlDecoder().decode(second[1]))
        && first[0].equals(second[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a", "a.b.c", "!.!", "e30.e30", "-TAMPERED"})
  void shouldRefuseAStateWhenItIsNone(String state) {
    assertThat(again(client, "tools/call", STATE, state).errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "7", "{\"user_name\":12345}", "{\"user_name\":null}"})
  void shouldRefuseAnswersWhenTheyHaveNotTheForm(String responses) {
    assertThat(
            client
                .modern(
                    "tools/call",
                    "{\"name\":\"test_input_required_result_elicitation\",\"inputResponses\":"
                        + responses
                        + "}")
                .errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }

  @Test
  void shouldSayWhichAbilityLacksWhenAClientCannotBeAsked() {
    RecordingExchange exchange =
        client
            .with("{\"sampling\":{}}")
            .modern("tools/call", TestEngine.call("test_input_required_result_elicitation"));

    assertThat(exchange.errorCode()).isEqualTo(McpError.MISSING_CAPABILITY);
    assertThat(exchange.error().data().toString())
        .isEqualTo("{\"requiredCapabilities\":{\"elicitation\":{}}}");
    assertThat(exchange.error().httpStatus()).isEqualTo(400);
  }

  @Test
  void shouldAskMeanwhileWhenTheToolIsModernAndTheClientIsNot() {
    client.initialize();
    RecordingExchange exchange =
        client.legacy("tools/call", TestEngine.call("test_input_required_result_multi_round"));
    JsonNode first = exchange.awaitSent("elicitation/create", 1).getFirst();
    client.respond(
        first.path("id"), "\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}");
    JsonNode second = exchange.awaitSent("elicitation/create", 2).getLast();
    client.respond(
        second.path("id"), "\"result\":{\"action\":\"accept\",\"content\":{\"color\":\"red\"}}");

    assertThat(exchange.result().path("content").get(0).path("text").stringValue())
        .isEqualTo("Ann likes red");
  }

  @Test
  void shouldTellTheToolWhenTheClientAnswersAQuestionByAnError() {
    client.initialize();
    RecordingExchange exchange =
        client.legacy("tools/call", TestEngine.call("test_elicitation_sep1034_defaults"));
    JsonNode question = exchange.awaitSent("elicitation/create", 1).getFirst();

    client.respond(question.path("id"), "\"error\":{\"code\":-1,\"message\":\"not now\"}");

    assertThat(exchange.errorCode()).isEqualTo(-1);
    assertThat(exchange.error().message()).contains("not now");
  }

  @Test
  void shouldWaitNoLongerWhenTheClientDoesNotAnswerInTime() {
    EngineLimits hasty =
        new EngineLimits(8, 8, 8, 8, 1 << 20, 8, 1 << 20, 1000, 1000, 1, 1000, 5000);
    try (McpEngine other = new McpEngine(ConformanceCatalog.create(), TestEngine.IDENTITY, hasty);
        TestClient asked = new TestClient(other, "ann").initialize()) {
      RecordingExchange exchange =
          asked.legacy("tools/call", TestEngine.call("test_elicitation_sep1034_defaults"));

      assertThat(exchange.errorCode()).isEqualTo(McpError.REFUSED);
      assertThat(exchange.sent("notifications/cancelled")).hasSize(1);
      assertThat(
              exchange.sent("notifications/cancelled").getFirst().path("params").path("requestId"))
          .isEqualTo(exchange.sent("elicitation/create").getFirst().path("id"));
    }
  }

  @Test
  void shouldForgetAQuestionWhenItsCallIsCancelled() {
    client.initialize();
    RecordingExchange exchange =
        client.legacy("tools/call", TestEngine.call("test_elicitation_sep1034_defaults"));
    JsonNode question = exchange.awaitSent("elicitation/create", 1).getFirst();

    client.cancel(client.lastId());
    client.respond(question.path("id"), "\"result\":{}");

    assertThat(exchange.isDropped()).isTrue();
    await().until(() -> engine.slots().total() == 0);
  }
}
