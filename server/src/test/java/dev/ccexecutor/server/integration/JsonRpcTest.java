package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class JsonRpcTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  /** Whatever a test has sent, the connection serves on. */
  @AfterEach
  void connectionStaysOpen() {
    client.assertAlive();
  }

  private static void assertError(JsonNode answer, int code, String kind) {
    JsonNode error = answer.get("error");
    assertThat(answer.get("jsonrpc").asString()).isEqualTo("2.0");
    assertThat(error.get("code").asInt()).isEqualTo(code);
    assertThat(error.get("message").asString()).isNotEmpty();
    assertThat(error.get("data").get("kind").asString()).isEqualTo(kind);
  }

  /** Sends a text and waits for the one message that comes next. */
  private JsonNode answerTo(String text) {
    int before = client.inbox().size();
    client.sendText(text);
    return client
        .inbox()
        .await(before, "an answer", Received.Message.class, message -> true)
        .json();
  }

  /** Sends a text after which only the answer to a ping may come. */
  private void assertNoAnswer(String text) {
    int before = client.inbox().size();
    client.sendText(text);
    client.assertAlive();
    assertThat(client.inbox().all()).hasSize(before + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "nonsense",
        "{\"a\":1}}",
        "{'id':1}",
        "[1,2",
        "{\"id\":01}",
        "\u0000"
      })
  void shouldTellParseErrorWhenTextIsNoJson(String text) {
    JsonNode answer = answerTo(text);

    assertError(answer, -32700, "parse_error");
    assertThat(answer.get("id").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "null",
        "\"x\"",
        "true",
        "{}",
        "[]",
        "{\"jsonrpc\":\"2.0\",\"id\":null}",
        "{\"jsonrpc\":\"2.0\",\"method\":1}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":{}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":true}"
      })
  void shouldTellInvalidRequestWithoutIdWhenJsonIsNoRequest(String text) {
    JsonNode answer = answerTo(text);

    assertError(answer, -32600, "invalid_request");
    assertThat(answer.get("id").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"1.0\",\"method\":\"ping\",\"id\":7}",
        "{\"jsonrpc\":2.0,\"method\":\"ping\",\"id\":7}",
        "{\"jsonrpc\":\"2.0\",\"method\":null,\"id\":7}",
        "{\"jsonrpc\":\"2.0\",\"id\":7}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":5,\"id\":7}"
      })
  void shouldTellInvalidRequestWithIdWhenIdCanBeRead(String text) {
    JsonNode answer = answerTo(text);

    assertError(answer, -32600, "invalid_request");
    assertThat(answer.get("id").asInt()).isEqualTo(7);
  }

  @Test
  void shouldTellMethodNotFoundWhenMethodIsUnknown() {
    JsonNode answer = client.request("no.such", Map.of());

    assertError(answer, -32601, "method_not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | command",
        "{'command':''} | command",
        "{'command':5} | command",
        "{'command':'a\\u0000b'} | command",
        "{'command':'x','argv':['y']} | argv",
        "{'argv':[]} | argv",
        "{'argv':['']} | argv[0]",
        "{'argv':['a',null]} | argv[1]",
        "{'argv':['a',7]} | argv[1]",
        "{'argv':'ls'} | argv",
        "{'command':'x','cwd':''} | cwd",
        "{'command':'x','cwd':1} | cwd",
        "{'command':'x','env':[]} | env",
        "{'command':'x','env':{'A':1}} | env.A",
        "{'command':'x','env':{'A=B':'1'}} | env.A=B",
        "{'command':'x','env':{'CC_EXECUTION_ID':'me'}} | env.CC_EXECUTION_ID",
        "{'command':'x','env':{'CC_EXECUTION_MARKER':null}} | env.CC_EXECUTION_MARKER",
        "{'command':'x','timeout':-1} | timeout",
        "{'command':'x','timeout':'5'} | timeout",
        "{'command':'x','idle_timeout':-0.1} | idle_timeout",
        "{'command':'x','grace':-1} | grace",
        "{'command':'x','drain_timeout':true} | drain_timeout",
        "{'command':'x','output':'xml'} | output",
        "{'command':'x','output':'TEXT'} | output",
        "{'command':'x','merge_stderr':'yes'} | merge_stderr",
        "{'command':'x','leftovers':'maybe'} | leftovers",
        "{'command':'x','on_disconnect':'shrug'} | on_disconnect",
        "{'command':'x','labels':{'a':1}} | labels.a",
        "{'command':'x','execution_id':7} | execution_id",
        "{'command':'x','stdin':'file'} | stdin",
        "{'command':'x','pty':{'cols':80}} | pty.rows",
        "{'command':'x','window':100} | window",
        "{'command':'x','spool':'some'} | spool",
        "['x'] | params",
      })
  void shouldNameFieldWhenParameterOfExecuteIsWrong(String params, String field) {
    JsonNode answer = client.request("execute", TestClient.json(params));

    assertError(answer, -32602, "invalid_params");
    assertThat(answer.get("error").get("data").get("field").asString()).isEqualTo(field);
  }

  @Test
  void shouldNameFieldWhenParameterOfOtherMethodIsWrong() {
    JsonNode noId = client.request("execution.status", Map.of());
    JsonNode badWait = client.request("execution.status", Map.of("execution_id", "x", "wait", "1"));
    JsonNode badCursor = client.request("execution.list", Map.of("cursor", "nonsense"));

    assertError(noId, -32602, "invalid_params");
    assertThat(noId.get("error").get("data").get("field").asString()).isEqualTo("execution_id");
    assertError(badWait, -32602, "invalid_params");
    assertThat(badWait.get("error").get("data").get("field").asString()).isEqualTo("wait");
    assertError(badCursor, -32602, "invalid_params");
    assertThat(badCursor.get("error").get("data").get("field").asString()).isEqualTo("cursor");
  }

  @Test
  void shouldNotFindExecutionWhenStatusOfUnknownOneIsAsked() {
    assertError(
        client.request("execution.status", Map.of("execution_id", "nobody")),
        -32002,
        "execution_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"no.such\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"no.such\",\"params\":{\"a\":[1]}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":null}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"pong\"}",
        "{\"method\":\"pong\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"execute\",\"params\":{\"command\":7}}",
        "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":99}",
        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":\"m\"},\"id\":99}",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"pong\"},{\"jsonrpc\":\"2.0\",\"method\":\"no.such\"}]"
      })
  void shouldAnswerNothingWhenNoAnswerIsWanted(String text) {
    assertNoAnswer(text);
  }

  @Test
  void shouldCarryOutNotificationWithoutAnswerWhenItIsExecute() {
    client.sendJson(
        TestClient.notificationMessage(
            "execute", Map.of("command", "echo quiet", "execution_id", "by-notification")));

    JsonNode completed = client.awaitNotification("process.completed");

    assertThat(completed.get("execution_id").asString()).isEqualTo("by-notification");
    assertThat(client.inbox().all())
        .noneMatch(
            received -> received instanceof Received.Message message && message.json().has("id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "0",
        "-1",
        "1.5",
        "1.50",
        "1e2",
        "12345678901234567890",
        "9007199254740993",
        "\"\"",
        "\"a\"",
        "\"é \\\" \\n\"",
        "\"7\""
      })
  void shouldEchoIdAsSentWhenRequestHasOne(String id) {
    int before = client.inbox().size();
    client.sendText("{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":" + id + "}");

    JsonNode answer =
        client.inbox().await(before, "the answer", Received.Message.class, any -> true).json();

    JsonNode sent = TestClient.json("{'id':" + id.replace("'", "\\u0027") + "}").get("id");
    assertThat(answer.get("id")).isEqualTo(sent);
    assertThat(answer.get("result").isObject()).isTrue();
  }

  @Test
  void shouldAnswerEachMessageWhenBatchIsMixed() {
    JsonNode answers =
        answerTo(
            "[{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1},5,"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"pong\"},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"no.such\",\"id\":\"x\"},{\"id\":3}]");

    assertThat(answers.isArray()).isTrue();
    assertThat(answers).hasSize(4);
    assertThat(answers.get(0).get("result").isObject()).isTrue();
    assertError(answers.get(1), -32600, "invalid_request");
    assertThat(answers.get(1).get("id").isNull()).isTrue();
    assertError(answers.get(2), -32601, "method_not_found");
    assertThat(answers.get(2).get("id").asString()).isEqualTo("x");
    assertError(answers.get(3), -32600, "invalid_request");
  }

  @Test
  void shouldAnswerWithOneErrorWhenBatchIsTooLong() {
    List<Object> batch = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      batch.add(TestClient.requestMessage(1000 + i, "ping", Map.of()));
    }
    client.sendJson(batch);
    JsonNode longest = client.awaitMessage("an array", message -> message.json().isArray()).json();
    assertThat(longest).hasSize(64);
    batch.add(TestClient.requestMessage(2000, "ping", Map.of()));
    int before = client.inbox().size();

    client.sendJson(batch);

    JsonNode refused =
        client.inbox().await(before, "an answer", Received.Message.class, any -> true).json();
    assertThat(refused.isObject()).isTrue();
    assertError(refused, -32600, "invalid_request");
    assertThat(refused.get("id").isNull()).isTrue();
  }

  @Test
  void shouldNotHoldUpOthersWhenOneRequestWaits() throws Exception {
    client.execute(Map.of("command", "exec sleep 1000", "execution_id", "long"));
    int waiting = client.send("execution.status", Map.of("execution_id", "long", "wait", 1000));

    client.assertAlive();
    assertThat(client.run("echo meanwhile").stdout()).isEqualTo("meanwhile\n");
    client.call("control", Map.of("type", "KILL", "execution_id", "long"));

    JsonNode status = client.awaitAnswer(waiting).get("result");
    assertThat(status.get("state").asString()).isEqualTo("completed");
  }

  @Test
  void shouldTellFractionsWhenALimitHasThem() throws Exception {
    try (RunningTestServer other = RunningTestServer.start("retention", "0.5")) {
      JsonNode connected = other.connect().awaitNotification("connected");

      assertThat(connected.get("limits").get("retention").asDouble()).isEqualTo(0.5);
    }
  }

  @Test
  void shouldTellAboutItselfWhenConnectionOpens() {
    JsonNode connected = client.awaitNotification("connected");

    assertThat(client.inbox().all().getFirst())
        .isInstanceOfSatisfying(
            Received.Message.class,
            first -> assertThat(first.isNotification("connected")).isTrue());
    assertThat(connected.get("session_id").asString()).isNotEmpty();
    assertThat(connected.get("resume_token").asString()).isNotEmpty();
    assertThat(connected.get("version").asString()).isNotEmpty();
    assertThat(connected.get("protocol").asString()).isEqualTo("cc-executor.v1");
    JsonNode limits = connected.get("limits");
    assertThat(limits.get("max_message_bytes").asInt()).isEqualTo(1024 * 1024);
    assertThat(limits.get("queue_bytes").asInt()).isEqualTo(1024 * 1024);
    assertThat(limits.get("max_executions").asInt()).isEqualTo(1024);
    assertThat(limits.get("retention").toString()).isEqualTo("600");
    for (String name :
        List.of("max_window", "max_replay", "max_stdin_bytes", "max_retained_bytes")) {
      assertThat(limits.get(name).isNumber()).as(name).isTrue();
    }
  }
}
