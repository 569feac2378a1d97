package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.McpConnection;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use /mcp, and until when. */
@Timeout(60)
class McpAccessTest {
  private static final String RED = "Authorization: Bearer red-token-0123456789";
  private static final String BLUE = "Authorization: Bearer blue-token-0123456789";

  @TempDir private Path directory;
  private final McpFixture fixture = new McpFixture();
  private Path tokens;

  @BeforeEach
  void writeTokens() throws IOException {
    tokens =
        PrivateFiles.write(
            directory.resolve("tokens"), "red:red-token-0123456789\nblue:blue-token-0123456789\n");
  }

  private RunningTestServer start() throws Exception {
    return RunningTestServer.withSettings("token-file", tokens.toString())
        .offering(fixture.catalog())
        .started();
  }

  private static String[] headers(String tool, String... more) {
    return McpRequest.modernHeaders(tool, more);
  }

  @Test
  void shouldAskForATokenWhenThereIsNoneOrAWrongOne() throws Exception {
    try (RunningTestServer server = start();
        McpConnection without = McpConnection.open(server.port());
        McpConnection wrong = McpConnection.open(server.port());
        McpConnection right = McpConnection.open(server.port())) {
      String call = McpRequest.modernCall(1, "echo", "{}");
      McpConnection.Answer unauthorized = without.post(call, headers("echo")).readAnswer();

      assertThat(unauthorized.status()).isEqualTo(401);
      assertThat(unauthorized.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(without.hasEnded()).isTrue();
      wrong.post(call, headers("echo", "Authorization: Bearer no-such-token-0123"));
      assertThat(wrong.readAnswer().status()).isEqualTo(401);
      assertThat(right.post(call, headers("echo", RED)).readAnswer().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldReadNoBodyWhenItsSenderIsNotKnown() throws Exception {
    try (RunningTestServer server = start();
        McpConnection stranger = McpConnection.open(server.port())) {
      stranger.send("POST", null, "Content-Type: application/json", "Content-Length: 1000000");

      assertThat(stranger.readAnswer().status()).isEqualTo(401);
    }
  }

  @Test
  void shouldKnowNoSessionWhenItIsSomebodyElses() throws Exception {
    try (RunningTestServer server = start();
        McpConnection red = McpConnection.open(server.port());
        McpConnection blue = McpConnection.open(server.port())) {
      String session = McpRequest.session(red, RED);
      String ping = McpRequest.legacy(1, "ping", "{}");

      assertThat(blue.post(ping, session, BLUE).readAnswer().status()).isEqualTo(404);
      assertThat(blue.get(session, BLUE).readAnswer().status()).isEqualTo(404);
      assertThat(blue.send("DELETE", null, session, BLUE).readAnswer().status()).isEqualTo(404);
      assertThat(red.post(ping, session, RED).readAnswer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldEndWhatRunsWhenTheTokenIsRevoked(boolean modern) throws Exception {
    try (RunningTestServer server = start();
        McpConnection red = McpConnection.open(server.port());
        McpConnection blue = McpConnection.open(server.port())) {
      if (modern) {
        red.post(McpRequest.modernCall(1, "hold", "{}"), headers("hold", RED));
      } else {
        String session = McpRequest.session(red, RED);
        red.post(McpRequest.legacyCall(1, "hold", "{}"), session, RED);
      }
      blue.post(McpRequest.modernCall(1, "hold", "{\"text\":\"b\"}"), headers("hold", BLUE));
      await(2);

      PrivateFiles.write(directory.resolve("tokens"), "blue:blue-token-0123456789\n");

      assertThat(fixture.cancelled.tryAcquire(Deadline.DEFAULT.toSeconds(), TimeUnit.SECONDS))
          .isTrue();
      fixture.mayEnd.release();
      blue.readHead();
      assertThat(blue.readEvent().data()).contains("began");
      assertThat(blue.readEvent().data()).contains("goes on");
      assertThat(blue.readEvent().data()).contains("\"text\":\"b\"");
      assertThat(fixture.cancelled.tryAcquire()).isFalse();
    }
  }

  private void await(int calls) throws InterruptedException {
    assertThat(fixture.began.tryAcquire(calls, Deadline.DEFAULT.toSeconds(), TimeUnit.SECONDS))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: http://evil.example, 403",
    "Origin: null, 403",
    "Host: evil.example, 400",
    "X-None: 1, 200",
  })
  void shouldRefuseAPageWhenItIsAnothers(String header, int status) throws Exception {
    try (RunningTestServer server = start();
        McpConnection page = McpConnection.open(server.port())) {
      page.post(McpRequest.modernCall(1, "echo", "{}"), headers("echo", RED, header));

      assertThat(page.readAnswer().status()).isEqualTo(status);
    }
  }

  @Test
  void shouldRefuseARequestWhenItsHostIsAnothers() throws Exception {
    try (RunningTestServer server = start();
        McpConnection page = McpConnection.open(server.port())) {
      page.sendRaw(
          "POST /mcp HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(page.readAnswer().status()).isEqualTo(421);
    }
  }

  @Test
  void shouldFinishWhatRunsAndTakeNothingNewWhenTheServerDrains() throws Exception {
    try (RunningTestServer server =
            RunningTestServer.withSettings("drain-timeout", "1000")
                .offering(fixture.catalog())
                .started();
        TestClient client = server.connect();
        McpConnection early = McpConnection.open(server.port());
        McpConnection late = McpConnection.open(server.port())) {
      RemoteCommand command = client.execute("exec sleep 1000");
      early.post(McpRequest.modernCall(1, "hold", "{\"text\":\"done\"}"), headers("hold"));
      String session = McpRequest.session(late);
      await(1);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.server()::drainAndStop);
      client.awaitNotification("server.draining");

      late.post(McpRequest.modernCall(2, "echo", "{}"), headers("echo"));
      McpConnection.Answer refused = late.readAnswer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.message().get("id").asInt()).isEqualTo(2);
      late.post(McpRequest.notification("notifications/cancelled", "{\"requestId\":9}"), session);
      assertThat(late.readAnswer().status()).isEqualTo(202);
      assertThat(late.send("DELETE", null, session).readAnswer().status()).isEqualTo(204);

      command.control("KILL");
      fixture.mayEnd.release();
      early.readHead();
      assertThat(early.readEvent().data()).contains("began");
      assertThat(early.readEvent().data()).contains("goes on");
      assertThat(early.readEvent().data()).contains("done");
      client.awaitClose();
      client.connection().finishSending();
      stopped.join();
    }
  }
}
