package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.server.testkit.CommandTools;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The bounds of the Model Context Protocol over WebSocket, and who is at its other end. */
@Timeout(60)
class McpAccessTest {
  private static final String PATH = "/mcp";
  private static final String OFFER = "Sec-WebSocket-Protocol: mcp";

  private static final String RED = "red-token-0123456789";
  private static final String BLUE = "blue-token-0123456789";

  @TempDir Path directory;

  private RunningTestServer start(String... settings) throws Exception {
    return RunningTestServer.withSettings(settings).offering(CommandTools.catalog()).started();
  }

  private RunningTestServer startWithTokens() throws Exception {
    Path tokens =
        PrivateFiles.write(directory.resolve("tokens"), "red:" + RED + "\nblue:" + BLUE + "\n");
    Path policies =
        Files.writeString(
            directory.resolve("policies.json"),
            """
            {"principals":{"red":{"programs":"any","shells":true},"blue":{"programs":["echo"]}}}
            """);
    return start("token-file", tokens.toString(), "policy-file", policies.toString());
  }

  @Test
  void shouldBeNotFoundWhenItIsSwitchedOff() throws Exception {
    try (RunningTestServer server = start("mcp", "false")) {
      assertThat(refusal(server, OFFER).status()).isEqualTo(404);
    }
  }

  @Test
  void shouldActAsThePrincipalWhoseTokenWasShown() throws Exception {
    try (RunningTestServer server = startWithTokens()) {
      TestClient red = server.connectSilently(PATH, OFFER, "Authorization: Bearer " + RED);
      TestClient blue = server.connectSilently(PATH, OFFER + ", bearer." + BLUE);

      assertThat(blue.connection().handshake().headers())
          .containsEntry("Sec-WebSocket-Protocol", "mcp");
      assertThat(text(red.request("tools/call", call("run", "command", "true; echo red"))))
          .isEqualTo("red\n");
      assertThat(
              blue.call("tools/call", call("run", "command", "true; echo blue"))
                  .path("isError")
                  .asBoolean())
          .isTrue();
      assertThat(refusal(server, OFFER).status()).isEqualTo(401);
    }
  }

  @Test
  void shouldEndWithWhatItRunsWhenItsTokenIsRevoked() throws Exception {
    try (RunningTestServer server = startWithTokens()) {
      TestClient red = server.connectSilently(PATH, OFFER, "Authorization: Bearer " + RED);
      ObservedProcess sleep = running(red, 1);

      PrivateFiles.write(directory.resolve("tokens"), "blue:" + BLUE + "\n");

      assertThat(red.awaitClose()).isEqualTo(new Received.Close(1008, "the token was revoked"));
      sleep.awaitEnd();
    }
  }

  @Test
  void shouldSayGoodbyeWhenTheServerStops() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient client = server.connectSilently(PATH, OFFER);
      ObservedProcess sleep = running(client, 1000);

      server.server().drainAndStop();

      assertThat(client.awaitClose())
          .isEqualTo(new Received.Close(1001, "the server has shut down"));
      assertThat(sleep.lives()).isFalse();
    }
  }

  @Test
  void shouldTakeNoMoreConnectionsThanSessions() throws Exception {
    try (RunningTestServer server = start("max-sessions", "2")) {
      TestClient first = server.connectSilently(PATH, OFFER);
      first.request("ping", Map.of());
      TestClient second = server.connectSilently(PATH, OFFER);
      second.request("ping", Map.of());
      TestClient third = server.connectSilently(PATH, OFFER);

      assertThat(third.awaitClose().code()).isEqualTo(1008);
      assertThat(text(first.request("tools/call", call("run", "command", "echo x"))))
          .isEqualTo("x\n");
    }
  }

  @Test
  void shouldRefuseWhatIsTooMuchAtOnceAndServeOn() throws Exception {
    try (RunningTestServer server = start("max-requests-in-flight", "2")) {
      TestClient client = server.connectSilently(PATH, OFFER);
      running(client, 1000);
      int second = client.send("tools/call", call("run", "command", "exec sleep 600"));
      JsonNode refused = client.callFailing("ping", Map.of());

      assertThat(refused.get("code").asInt()).isEqualTo(-32000);
      client.inform("notifications/cancelled", Map.of("requestId", second));
      Deadline.await("room for another request")
          .until(() -> client.request("ping", Map.of()).has("result"));
    }
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
}
