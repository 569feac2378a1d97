package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import dev.ccexecutor.server.transport.ClientAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TokenTest {
  private static final String CI = "ci-token-0123456789";
  private static final String OPS = "ops-token-0123456789";
  private static final String WRONG = "wrong-token-0123456789";

  @TempDir private Path directory;

  private RunningTestServer start(String tokens) throws Exception {
    Path file = PrivateFiles.write(directory.resolve("tokens"), tokens);
    return RunningTestServer.start("token-file", file.toString());
  }

  private RunningTestServer start() throws Exception {
    return start("ci:" + CI + "\nops:" + OPS + "\n");
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static HttpExchange.Response refusal(
      RunningTestServer server, String path, String... headers) {
    UpgradeRefusedException refused =
        catchThrowableOfType(
            UpgradeRefusedException.class, () -> server.connectSilently(path, headers));
    assertThat(refused).as("refused").isNotNull();
    return refused.response();
  }

  private static int status(RunningTestServer server, String... headers) {
    return refusal(server, "/ws", headers).status();
  }

  @Test
  void shouldUpgradeWhenTheTokenIsRight() throws Exception {
    try (RunningTestServer server = start()) {
      server.connect(bearer(CI)).assertAlive();
      server.connect("authorization: bearer   " + OPS).assertAlive();
    }
  }

  @Test
  void shouldEchoItsOwnProtocolOnlyWhenTheTokenIsOfferedBesideIt() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient client = server.connect("Sec-WebSocket-Protocol: cc-executor.v1, bearer." + CI);
      assertThat(client.connection().handshake().headers())
          .containsEntry("Sec-WebSocket-Protocol", "cc-executor.v1");
      TestClient reversed =
          server.connect(
              "Sec-WebSocket-Protocol: bearer." + CI, "Sec-WebSocket-Protocol: cc-executor.v1");
      assertThat(reversed.connection().handshake().headers())
          .containsEntry("Sec-WebSocket-Protocol", "cc-executor.v1");
      assertThat(
              server
                  .connect("Sec-WebSocket-Protocol: bearer." + CI)
                  .connection()
                  .handshake()
                  .headers())
          .doesNotContainKey("Sec-WebSocket-Protocol");
    }
  }

  @Test
  void shouldRefuseWithAChallengeWhenThereIsNoRightToken() throws Exception {
    try (RunningTestServer server = start()) {
      HttpExchange.Response response = refusal(server, "/ws");
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.headers().get("WWW-Authenticate")).startsWith("Bearer");
      assertThat(refusal(server, "/ws/mcp").status()).isEqualTo(401);
      assertThat(status(server, bearer(WRONG))).isEqualTo(401);
      assertThat(status(server, bearer(CI.substring(1)))).isEqualTo(401);
      assertThat(status(server, "Authorization: Bearer ")).isEqualTo(401);
      assertThat(status(server, "Authorization: Basic " + CI)).isEqualTo(401);
      assertThat(status(server, "Sec-WebSocket-Protocol: cc-executor.v1, bearer." + WRONG))
          .isEqualTo(401);
    }
  }

  @Test
  void shouldRefuseWhenItIsUnclearWhichTokenIsMeant() throws Exception {
    try (RunningTestServer server = start()) {
      assertThat(status(server, bearer(CI), bearer(OPS))).isEqualTo(400);
      assertThat(status(server, bearer(CI), "Sec-WebSocket-Protocol: bearer." + OPS))
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ws?token=",
        "/ws?x=1&access_token=",
        "/ws?%74oken=",
        "/ws?TOKEN=",
        "/ws?x=%zz&token="
      })
  void shouldRefuseWhenTheTokenIsInTheUrl(String path) throws Exception {
    try (RunningTestServer server = start()) {
      assertThat(refusal(server, path + CI).status()).isEqualTo(400);
      assertThat(refusal(server, path + CI, bearer(CI)).status()).isEqualTo(400);
    }
  }

  @Test
  void shouldAnswerProbesWhenTheyShowNoToken() throws Exception {
    try (RunningTestServer server = start()) {
      for (String path : List.of("/healthz", "/readyz", "/health")) {
        assertThat(HttpExchange.send(server.port(), "GET", path).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void shouldWantTheTokenWhenItComesFromAVariable() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.withSettings()
            .withEnvironment(Map.of("CC_EXECUTOR_TOKEN", CI, "CC_EXECUTOR_TOKENS", "ops:" + OPS))
            .started()) {
      server.connect(bearer(CI)).assertAlive();
      server.connect(bearer(OPS)).assertAlive();
      assertThat(status(server)).isEqualTo(401);
    }
  }

  @Test
  void shouldIgnoreTokensWhenNoneAreConfigured() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      server.connect(bearer(WRONG)).assertAlive();
      server.connect("Sec-WebSocket-Protocol: bearer." + WRONG).assertAlive();
    }
  }

  @Test
  void shouldSlowDownWhoeverGuessesAndNobodyWhoWasInBefore() throws Exception {
    try (RunningTestServer server = start()) {
      server.connect(bearer(CI)).assertAlive();
      for (int i = 0; i < 5; i++) {
        assertThat(status(server, bearer(WRONG + i))).isEqualTo(401);
      }

      HttpExchange.Response response = guessUntilSlowedDown(server);
      assertThat(Integer.parseInt(response.headers().get("Retry-After"))).isBetween(1, 60);
      server.connect(bearer(CI)).assertAlive();
      assertThat(status(server)).isEqualTo(401);
    }
  }

  /** On a busy machine a guess may come when the time is over, and only prolongs it. */
  private static HttpExchange.Response guessUntilSlowedDown(RunningTestServer server) {
    HttpExchange.Response response = refusal(server, "/ws", bearer(WRONG));
    while (response.status() != 429) {
      response = refusal(server, "/ws", bearer(WRONG));
    }
    return response;
  }

  @Test
  void shouldCloseTheSessionsOfANameWhenItsTokenIsRevokedAndNoOthers() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient ci = server.connect(bearer(CI));
      TestClient ops = server.connect(bearer(OPS));

      String rotated = "ops-rotated-0123456789";
      PrivateFiles.write(directory.resolve("tokens"), "ops:" + rotated + "\n");

      Received.Close close = ci.awaitClose();
      assertThat(close.code()).isEqualTo(1008);
      assertThat(close.reason()).isEqualTo("the token was revoked");
      ops.assertAlive();
      server.connect(bearer(rotated)).assertAlive();
      assertThat(status(server, bearer(CI))).isEqualTo(401);
      assertThat(status(server, bearer(OPS))).isEqualTo(401);
      ops.assertAlive();
    }
  }

  @Test
  void shouldLogFewLinesAndNoTokenWhenManyAreRefused() throws Exception {
    try (CapturedLog log = CapturedLog.ofPackage(ClientAccess.class)) {
      try (RunningTestServer server = start()) {
        for (int i = 0; i < 50; i++) {
          assertThat(status(server)).isEqualTo(401);
        }
      }
      List<Map<String, String>> lines = log.valuesOf("connection refused");

      assertThat(lines.size()).isLessThan(50);
      assertThat(lines.stream().mapToLong(line -> Long.parseLong(line.get("count"))).sum())
          .isEqualTo(50);
      assertThat(lines.toString()).contains("status=401").doesNotContain(CI, OPS);
    }
  }

  @Test
  void shouldRefuseAnyRequestWhenItsHostIsForeign() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("allowed-hosts", "agents.example")) {
      assertThat(raw(server, "Host: evil.example")).startsWith("HTTP/1.1 421");
      assertThat(raw(server, "Host: agents.example")).startsWith("HTTP/1.1 200");
      assertThat(raw(server, "Host: localhost", "Host: localhost")).startsWith("HTTP/1.1 400");
      assertThat(raw(server)).startsWith("HTTP/1.1 400");
      assertThat(raw(server, "Host: localhost:1", "Origin: https://evil.example"))
          .startsWith("HTTP/1.1 200")
          .doesNotContainIgnoringCase("access-control");
    }
  }

  private static String raw(RunningTestServer server, String... headers) throws IOException {
    return HttpExchange.sendRaw(
        server.port(),
        "GET /health HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\nConnection: close\r\n\r\n");
  }

  @Test
  void shouldNotStartWhenOthersCanReadTheFile() throws Exception {
    Path file = PrivateFiles.write(directory.resolve("tokens"), "ci:" + CI);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> RunningTestServer.start("token-file", file.toString()))
        .hasMessageContaining("chmod 600");
  }
}
