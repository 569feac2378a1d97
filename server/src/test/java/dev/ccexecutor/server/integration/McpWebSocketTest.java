package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.CommandTools;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.ProcessSnapshot;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import dev.ccexecutor.server.testkit.WebSocketFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The Model Context Protocol over WebSocket, byte by byte. */
@Timeout(60)
class McpWebSocketTest {
  private static final String PATH = "/mcp";
  private static final String OFFER = "Sec-WebSocket-Protocol: mcp";

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("max-message-bytes", "100000")
          .offering(CommandTools.catalog());

  private static TestClient connect() throws Exception {
    return SERVER.connectSilently(PATH, OFFER);
  }

  private static HttpExchange.Response refusal(RunningTestServer server, String... headers) {
    return catchThrowableOfType(
            UpgradeRefusedException.class, () -> server.connectSilently(PATH, headers))
        .response();
  }

  private static Map<String, Object> call(String tool, String argument, Object value) {
    return Map.of(
        "name", tool, "arguments", Map.of(argument, value), "_meta", Map.of("progressToken", 7));
  }

  private static String text(JsonNode answer) {
    return answer.path("result").path("content").path(0).path("text").asString("");
  }

  /** Runs a line until its pid is known. */
  private static ObservedProcess running(TestClient client, int id) {
    client.sendJson(
        TestClient.requestMessage(id, "tools/call", call("run", "command", "exec sleep 600")));
    String message = client.awaitNotification("notifications/progress").get("message").asString();
    return new ObservedProcess(Integer.parseInt(message.substring("pid ".length())));
  }

  @Test
  void shouldEchoTheSubprotocolWhenItIsOffered() throws Exception {
    assertThat(connect().connection().handshake().headers())
        .containsEntry("Sec-WebSocket-Protocol", "mcp")
        .doesNotContainKey("Sec-WebSocket-Extensions");
  }

  @Test
  void shouldAgreeToNoCompressionWhenItIsOffered() throws Exception {
    TestClient client =
        SERVER.connectSilently(
            PATH, OFFER, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");

    assertThat(client.connection().handshake().headers())
        .doesNotContainKey("Sec-WebSocket-Extensions");
    assertThat(client.request("ping", Map.of()).path("result").isEmpty()).isTrue();
  }

  @Test
  void shouldRefuseTheUpgradeWhenTheSubprotocolIsNotOffered() {
    assertThat(refusal(SERVER).status()).isEqualTo(400);
    assertThat(refusal(SERVER, TestClient.OFFER_OF_V1).status()).isEqualTo(400);
    assertThat(refusal(SERVER, OFFER, "Origin: https://elsewhere.example").status()).isEqualTo(403);
  }

  @Test
  void shouldAnswerBothErasWhenTheyComeOnOneConnection() throws Exception {
    TestClient client = connect();
    JsonNode initialized =
        client.call(
            "initialize",
            Map.of(
                "protocolVersion", "2025-11-25", "capabilities", Map.of(), "clientInfo", Map.of()));
    JsonNode discovered =
        client.call(
            "server/discover",
            Map.of(
                "_meta",
                Map.of(
                    "io.modelcontextprotocol/protocolVersion",
                    "2026-07-28",
                    "io.modelcontextprotocol/clientCapabilities",
                    Map.of())));

    assertThat(initialized.get("protocolVersion").asString()).isEqualTo("2025-11-25");
    assertThat(discovered.get("supportedVersions").get(0).asString()).isEqualTo("2026-07-28");
  }

  @Test
  void shouldAnswerWithTheSameIdWhenThatIsZero() throws Exception {
    TestClient client = connect();
    client.sendText("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");

    assertThat(client.awaitAnswer(0).get("id").isNumber()).isTrue();
  }

  @Test
  void shouldRunACommandAndTellOfItWhenAToolIsCalled() throws Exception {
    TestClient client = connect();
    int id = client.send("tools/call", call("run", "command", "echo out"));
    JsonNode answer = client.awaitAnswer(id);

    assertThat(text(answer)).isEqualTo("out\n");
    assertThat(client.awaitNotification("notifications/progress").get("progressToken").asInt())
        .isEqualTo(7);
  }

  @Test
  void shouldEndTheTreeAndAnswerNothingWhenACallIsCancelled() throws Exception {
    TestClient client = connect();
    ObservedProcess sleep = running(client, 1000);

    client.inform("notifications/cancelled", Map.of("requestId", 1000, "reason", "enough"));

    sleep.awaitEnd();
    SERVER.awaitIdle();
    client.call("ping", Map.of());
    assertThat(client.inbox().all()).noneMatch(one -> one.toString().contains("1000"));
  }

  @Test
  void shouldEndTheTreeWhenItsConnectionIsClosedWithoutAStatus() throws Exception {
    TestClient client = connect();
    ObservedProcess sleep = running(client, 1);

    client.connection().send(WebSocketFrames.whole(WebSocketFrames.CLOSE, new byte[0]));

    assertThat(client.awaitClose().code()).isEqualTo(1005);
    sleep.awaitEnd();
  }

  @Test
  void shouldEndTheTreeWhenItsConnectionIsReset() throws Exception {
    TestClient client = connect();
    ObservedProcess sleep = running(client, 1);

    client.connection().reset();

    sleep.awaitEnd();
  }

  @Test
  void shouldRefuseAndGoOnWhenAMessageMakesNoSense() throws Exception {
    TestClient client = connect();
    client.sendText("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]");
    client.sendText("{");
    client.sendText("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}");
    JsonNode unknown = client.callFailing("no/such/method", Map.of());

    assertThat(unknown.get("code").asInt()).isEqualTo(-32601);
    assertThat(
            client.inbox().all().stream()
                .filter(Received.Message.class::isInstance)
                .map(one -> ((Received.Message) one).json().path("error").path("code").asInt()))
        .containsExactly(-32600, -32700, -32600, -32601);
  }

  @Test
  void shouldCloseTheConnectionWhenAMessageIsBinaryOrTooLarge() throws Exception {
    TestClient binary = connect();
    binary.sendBinary(new byte[] {1});
    TestClient large = connect();
    large.sendText("x".repeat(100_001));

    assertThat(binary.awaitClose().code()).isEqualTo(1003);
    assertThat(large.awaitClose().code()).isEqualTo(1009);
  }

  @Test
  void shouldCutTheConnectionOffWhenItsAnswersAreNotRead() throws Exception {
    TestClient client = connect();
    client.connection().stopReading();
    try (CapturedLog log = CapturedLog.ofPackage(Server.class)) {
      for (int i = 0; i < 20; i++) {
        client.send("tools/call", call("say", "bytes", 1_000_000));
      }

      Deadline.await("the connection to be cut off")
          .untilAsserted(
              () ->
                  assertThat(log.valuesOf("a conversation with a model ended"))
                      .singleElement()
                      .satisfies(values -> assertThat(values).containsEntry("code", "1008")));
    }
    client.connection().readOn();
    client.awaitEndOfStream();
  }

  @Test
  void shouldLeaveNoDescriptorAndNoThreadWhenManyCallsWereMade() throws Exception {
    TestClient client = connect();
    client.request("tools/call", call("run", "command", "true"));
    ProcessSnapshot before = ProcessSnapshot.take();
    for (int i = 0; i < 20; i++) {
      client.request("tools/call", call("run", "command", "true"));
    }

    before.awaitReturn();
    assertThat(ProcessSnapshot.take().threads()).isEqualTo(before.threads());
  }

  @Test
  void shouldGiveResultsAndThenSayGoodbyeWhenTheServerEndsTheCommands() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      TestClient client = server.connectSilently(PATH, OFFER);
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Map<String, Object> arguments = Map.of("command", "echo begun-" + i + "; sleep 600");
        Map<String, Object> meta = Map.of("progressToken", i);
        ids.add(
            client.send(
                "tools/call", Map.of("name", "execute", "arguments", arguments, "_meta", meta)));
        String begun = "begun-" + i;
        client.awaitMessage(
            begun,
            message ->
                message.isNotification("notifications/progress")
                    && message.params().path("message").asString("").contains(begun));
      }
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.server()::drainAndStop);

      for (int id : ids) {
        JsonNode answer = client.awaitAnswer(id);
        assertThat(answer.at("/result/structuredContent/reason").asString(""))
            .as(answer.toString())
            .isEqualTo("server_shutdown");
      }
      assertThat(client.awaitClose().code()).isEqualTo(1001);
      client.connection().finishSending();
      stopped.join();
    }
  }
}
