package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.McpConnection;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What requests to /mcp mean, in both eras. */
@Timeout(60)
class McpHttpTest {
  private static final McpFixture FIXTURE = new McpFixture();

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("max-message-bytes", "64K", "handshake-timeout", "2")
          .offering(FIXTURE.catalog());

  private McpConnection connection;

  @BeforeEach
  void connect() throws IOException {
    connection = McpConnection.open(SERVER.port());
  }

  @AfterEach
  void disconnect() throws IOException {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void shouldAnswerByADocumentWhenAModernCallSaysNothingElse(int id) throws Exception {
    McpConnection.Answer answer =
        connection
            .post(
                McpRequest.modernCall(id, "echo", "{\"text\":\"hi\"}"),
                McpRequest.modernHeaders("echo"))
            .readAnswer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.message().at("/result/content/0/text").asString()).isEqualTo("hi");
    assertThat(answer.message().at("/result/resultType").asString()).isEqualTo("complete");
    assertThat(answer.message().get("id").asInt()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void shouldAnswerByAStreamWhenACallTellsOfItsProgress(int id) throws Exception {
    connection.post(
        McpRequest.modernCall(id, "tell", "{\"count\":3}"), McpRequest.modernHeaders("tell"));

    assertThat(connection.readHead().headers())
        .containsEntry("Content-Type", "text/event-stream")
        .containsEntry("Transfer-Encoding", "chunked");
    for (int step = 1; step <= 3; step++) {
      McpConnection.Event event = connection.readEvent();
      assertThat(event.id()).isEmpty();
      assertThat(event.message().at("/params/progress").asInt()).isEqualTo(step);
      assertThat(event.message().at("/params/progressToken").asInt()).isEqualTo(id);
    }
    assertThat(connection.readEvent().message().at("/result/content/0/text").asString())
        .isEqualTo("told");
    assertThat(connection.readEvent()).isNull();
  }

  @Test
  void shouldAnswerOneAfterTheOtherWhenAConnectionIsKept() throws Exception {
    for (int id = 0; id < 20; id++) {
      connection.post(
          McpRequest.modernCall(id, "echo", "{\"text\":\"" + id + "\"}"),
          McpRequest.modernHeaders("echo"));
      assertThat(connection.readAnswer().message().at("/result/content/0/text").asString())
          .isEqualTo(Integer.toString(id));
      connection.post(
          McpRequest.modernCall(id, "tell", "{\"count\":1}"), McpRequest.modernHeaders("tell"));
      connection.readHead();
      assertThat(connection.readEvent()).isNotNull();
      assertThat(connection.readEvent()).isNotNull();
      assertThat(connection.readEvent()).isNull();
    }
  }

  @Test
  void shouldServeOtherPathsWhenTheyComeOnTheSameConnection() throws Exception {
    connection.post(McpRequest.modern(1, "server/discover"), modern("server/discover"));
    assertThat(connection.readAnswer().message().at("/result/supportedVersions/0").asString())
        .isEqualTo("2026-07-28");

    connection.sendRaw(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(connection.readAnswer().body()).contains("ok");
  }

  private static String[] modern(String method) {
    return new String[] {McpRequest.MODERN, "Mcp-Method: " + method};
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MCP-Protocol-Version: 2026-07-27|Mcp-Method: tools/call|Mcp-Name: echo",
        "X-None: 1|Mcp-Method: tools/call|Mcp-Name: echo",
        "MCP-Protocol-Version: 2026-07-28|Mcp-Method: tools/list|Mcp-Name: echo",
        "MCP-Protocol-Version: 2026-07-28|Mcp-Method: TOOLS/CALL|Mcp-Name: echo",
        "MCP-Protocol-Version: 2026-07-28|X-None: 1|Mcp-Name: echo",
        "MCP-Protocol-Version: 2026-07-28|Mcp-Method: tools/call|Mcp-Name: other",
        "MCP-Protocol-Version: 2026-07-28|Mcp-Method: tools/call|X-None: 1",
        "MCP-Protocol-Version: 2026-07-28|Mcp-Method: tools/call|Mcp-Name: =?base64?ZWNobw?=",
      })
  void shouldRefuseAModernRequestWhenAHeaderSaysSomethingElse(
      String version, String method, String name) throws Exception {
    McpConnection.Answer answer =
        connection.post(McpRequest.modernCall(0, "echo", "{}"), version, method, name).readAnswer();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message().at("/error/code").asInt()).isEqualTo(-32020);
    assertThat(answer.message().get("id").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eu|eu|200",
        "eu|=?base64?ZXU=?=|200",
        "eu|us|400",
        "eu|=?base64?ZXU?=|400",
        "eu|=?base64?Z!U=?=|400",
        "ZXU=|ZXU=|200",
        "=?base64?ZXU=|=?base64?ZXU=|200",
      })
  void shouldCompareAnArgumentWhenItsToolHasAHeaderForIt(String body, String header, int status)
      throws Exception {
    McpConnection.Answer answer =
        connection
            .post(
                McpRequest.modernCall(1, "region", "{\"text\":\"" + body + "\"}"),
                McpRequest.modernHeaders("region", "Mcp-Param-Region: " + header))
            .readAnswer();

    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void shouldRefuseACallWhenAHeaderIsThereAndItsArgumentIsNot() throws Exception {
    connection.post(
        McpRequest.modernCall(1, "region", "{}"),
        McpRequest.modernHeaders("region", "Mcp-Param-Region: eu"));

    assertThat(connection.readAnswer().message().at("/error/code").asInt()).isEqualTo(-32020);
  }

  @Test
  void shouldAnswer404WhenAModernMethodIsNotKnown() throws Exception {
    McpConnection.Answer answer =
        connection.post(McpRequest.modern(3, "no/such"), modern("no/such")).readAnswer();

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.message().at("/error/code").asInt()).isEqualTo(-32601);
  }

  @Test
  void shouldAcceptANotificationWhenItIsModern() throws Exception {
    connection.post(McpRequest.notification("notifications/x", "{}"), modern("notifications/x"));

    McpConnection.Answer answer = connection.readAnswer();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void shouldServeASessionWhenItIsInitialized() throws Exception {
    String session = McpRequest.session(connection);

    connection.post(
        McpRequest.notification("notifications/initialized", "{}"), session, McpRequest.LEGACY);
    assertThat(connection.readAnswer().status()).isEqualTo(202);
    connection.post(McpRequest.legacy(0, "ping", "{}"), session, McpRequest.LEGACY);
    McpConnection.Answer pong = connection.readAnswer();
    connection.post(McpRequest.legacyCall(1, "echo", "{\"text\":\"hi\"}"), session);
    McpConnection.Answer echo = connection.readAnswer();

    assertThat(pong.message().get("result").isEmpty()).isTrue();
    assertThat(pong.message().get("id").asInt()).isZero();
    assertThat(echo.message().at("/result/content/0/text").asString()).isEqualTo("hi");
    assertThat(echo.message().get("result").has("resultType")).isFalse();
  }

  @Test
  void shouldNameNoSessionWhenInitializeFails() throws Exception {
    McpConnection.Answer answer =
        connection.post(McpRequest.legacy(1, "initialize", "{}")).readAnswer();

    assertThat(answer.message().at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(answer.header("Mcp-Session-Id")).isNull();
  }

  @Test
  void shouldTellWhatIsSpokenWhenTheVersionIsKnownToNobody() throws Exception {
    String session = McpRequest.session(connection);
    connection.post(
        McpRequest.legacy(1, "ping", "{}"), session, "MCP-Protocol-Version: 1999-01-01");
    McpConnection.Answer answer = connection.readAnswer();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message().at("/error/code").asInt()).isEqualTo(-32022);
    assertThat(answer.message().at("/error/data/requested").asString()).isEqualTo("1999-01-01");
    assertThat(answer.message().at("/error/data/supported"))
        .extracting(JsonNode::asString)
        .contains("2026-07-28", "2025-11-25", "2024-11-05");
  }

  @Test
  void shouldServeBothErasWhenTheyComeOnOneConnection() throws Exception {
    String session = McpRequest.session(connection);

    connection.post(
        McpRequest.modernCall(1, "echo", "{\"text\":\"new\"}"), McpRequest.modernHeaders("echo"));
    assertThat(connection.readAnswer().message().at("/result/resultType").asString())
        .isEqualTo("complete");
    connection.post(
        McpRequest.legacyCall(1, "echo", "{\"text\":\"old\"}"), session, McpRequest.LEGACY);
    assertThat(connection.readAnswer().message().at("/result/content/0/text").asString())
        .isEqualTo("old");
  }

  @Test
  void shouldKnowASessionNoMoreWhenItWasDeleted() throws Exception {
    String session = McpRequest.session(connection);

    assertThat(connection.send("DELETE", null, session).readAnswer().status()).isEqualTo(204);

    connection.post(McpRequest.legacy(1, "ping", "{}"), session, McpRequest.LEGACY);
    McpConnection.Answer after = connection.readAnswer();
    assertThat(after.status()).isEqualTo(404);
    assertThat(after.message().at("/error/code").asInt()).isEqualTo(-32001);
    assertThat(connection.send("DELETE", null, session).readAnswer().status()).isEqualTo(404);
    assertThat(connection.get(session).readAnswer().status()).isEqualTo(404);
  }

  @Test
  void shouldAskForASessionWhenALegacyRequestNamesNone() throws Exception {
    connection.post(McpRequest.legacy(1, "tools/list", "{}"), McpRequest.LEGACY);

    McpConnection.Answer answer = connection.readAnswer();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message().at("/error/message").asString()).contains("initialize first");
    assertThat(connection.get().readAnswer().status()).isEqualTo(405);
    assertThat(connection.get(McpRequest.MODERN).readAnswer().header("Allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|-32700",
        "[]|-32600",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]|-32600",
        "{\"id\":1,\"method\":\"ping\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}|-32700",
      })
  void shouldAnswer400WhenTheBodyIsNoMessage(String body, int code) throws Exception {
    McpConnection.Answer answer = connection.post(body).readAnswer();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message().at("/error/code").asInt()).isEqualTo(code);
    connection.post(McpRequest.modern(1, "tools/list"), modern("tools/list"));
    assertThat(connection.readAnswer().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain|*/*|415",
        "application/json; charset=utf-8|application/json|406",
        "application/json|text/event-stream|406",
        "application/json|*/*|400",
        "Application/JSON|application/*, text/event-stream;q=0.5|400",
      })
  void shouldSayWhichTypesItSpeaksWhenOthersAreAskedFor(String type, String accept, int status)
      throws Exception {
    connection.send("POST", "{", "Content-Type: " + type, "Accept: " + accept);

    assertThat(connection.readAnswer().status()).isEqualTo(status);
  }

  @Test
  void shouldRefuseAnotherMethodWhenItIsNoneOfTheThree() throws Exception {
    McpConnection.Answer answer = connection.send("PUT", "{}").readAnswer();

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, POST, DELETE");
    assertThat(connection.hasEnded()).isTrue();
  }

  @Test
  void shouldTakeABodyWhenItIsAsLargeAsAMessageMayBe() throws Exception {
    String text = "z".repeat(60_000);
    connection.post(
        McpRequest.modernCall(1, "echo", "{\"text\":\"" + text + "\"}"),
        McpRequest.modernHeaders("echo"));

    assertThat(connection.readAnswer().message().at("/result/content/0/text").asString())
        .isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseABodyWhenItIsLarger(boolean chunked) throws Exception {
    String body = "z".repeat(66_000);
    connection.send(
        "POST",
        null,
        "Content-Type: application/json",
        chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length());
    String sent = chunked ? Integer.toHexString(body.length()) + "\r\n" + body : body;
    connection.sendRaw(sent.getBytes(StandardCharsets.US_ASCII));

    McpConnection.Answer answer = connection.readAnswer();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.message().get("limit").asInt()).isEqualTo(64 * 1024);
  }

  @Test
  void shouldKeepTheSmallLimitOfBodiesWhenThePathIsAnother() throws Exception {
    HttpExchange.Response response =
        HttpExchange.send(SERVER.port(), "GET", "/healthz", "Content-Length: 20000");

    assertThat(response.status()).isEqualTo(413);
  }

  @Test
  void shouldGiveUpWhenABodyComesTooSlowly() throws Exception {
    connection.send("POST", null, "Content-Type: application/json", "Content-Length: 100");
    connection.sendRaw("{".getBytes(StandardCharsets.US_ASCII));

    assertThat(connection.readAnswer().status()).isEqualTo(408);
    assertThat(connection.hasEnded()).isTrue();
  }

  @Test
  void shouldSayContinueWhenAClientWaitsForIt() throws Exception {
    byte[] body =
        McpRequest.modernCall(1, "echo", "{\"text\":\"hi\"}").getBytes(StandardCharsets.UTF_8);
    String[] head =
        McpRequest.modernHeaders(
            "echo",
            "Expect: 100-continue",
            "Content-Type: application/json",
            "Content-Length: " + body.length);
    connection.send("POST", null, head);

    assertThat(connection.readHead().status()).isEqualTo(100);
    connection.sendRaw(body);
    assertThat(connection.readAnswer().status()).isEqualTo(200);
  }

  @Test
  void shouldAnswerTheFirstAndEndWhenRequestsComeWithoutWaiting() throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    for (String text : List.of("first", "second")) {
      both.writeBytes(
          McpConnection.bytesOfPost(
              McpRequest.modernCall(1, "hold", "{\"text\":\"" + text + "\"}"),
              McpRequest.modernHeaders("hold")));
    }
    connection.sendRaw(both.toByteArray());
    FIXTURE.began.acquire();
    FIXTURE.mayEnd.release();

    connection.readHead();
    String last = "";
    for (McpConnection.Event event = connection.readEvent();
        event != null;
        event = connection.readEvent()) {
      last = event.data();
    }
    assertThat(last).contains("first");
    assertThat(connection.hasEnded()).isTrue();
    assertThat(FIXTURE.began.tryAcquire()).isFalse();
  }

  @Test
  void shouldNotBeThereWhenItIsTurnedOff() throws Exception {
    try (RunningTestServer without = RunningTestServer.start("mcp", "false")) {
      assertThat(HttpExchange.send(without.port(), "POST", "/mcp").status()).isEqualTo(404);
    }
  }

  @Test
  void shouldEndTheStreamWithTheConnectionWhenItIsNotKept() throws Exception {
    connection.post(
        McpRequest.modernCall(1, "tell", "{\"count\":1}"),
        McpRequest.modernHeaders("tell", "Connection: close"));

    assertThat(connection.readHead().headers())
        .containsEntry("Connection", "close")
        .doesNotContainKey("Transfer-Encoding");
    assertThat(connection.readAll()).contains("step 1").endsWith("}\n\n");
  }

  @Test
  void shouldRefuseARequestWhenItsVersionComesTwice() throws Exception {
    connection.post(
        McpRequest.modernCall(1, "echo", "{}"),
        McpRequest.modernHeaders("echo", McpRequest.MODERN));

    assertThat(connection.readAnswer().message().at("/error/code").asInt()).isEqualTo(-32020);
  }
}
