package dev.ccexecutor.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OpeningTest {

  private static final ClientOptions OPTIONS = ClientOptions.defaults();

  @Test
  void shouldGiveTheSessionWhenTheServerSaysConnected() {
    try (ScriptedServer server = new ScriptedServer(new ScriptedServer.Script() {})) {
      ClientConnection connection = CcExecutorClient.connect(server.uri("/ws"), OPTIONS).join();

      assertThat(connection.connected().sessionId()).isEqualTo("s1");
      assertThat(connection.connected().capabilities()).containsExactly("execute");
      connection.close().join();
    }
  }

  @Test
  void shouldOfferTheSubprotocolAndSendNoOrigin() {
    try (ScriptedServer server = new ScriptedServer(new ScriptedServer.Script() {})) {
      ClientOptions options = OPTIONS.withHeaders(Map.of("Authorization", "Bearer x"));
      CcExecutorClient.connect(server.uri("/ws"), options).join().close().join();

      var handshake = server.handshakes.remove();
      assertThat(handshake.selectedSubprotocol()).isEqualTo("cc-executor.v1");
      assertThat(handshake.requestHeaders().get("Authorization")).isEqualTo("Bearer x");
      assertThat(handshake.requestHeaders().contains("Origin")).isFalse();
    }
  }

  @Test
  void shouldOfferNoSubprotocolWhenAskedNotTo() {
    try (ScriptedServer server = new ScriptedServer(new ScriptedServer.Script() {})) {
      CcExecutorClient.connect(server.uri("/ws"), OPTIONS.withoutSubprotocol()).join().close();

      assertThat(server.handshakes.remove().selectedSubprotocol()).isNull();
    }
  }

  @Test
  void shouldFailWithSessionLimitWhenTheServerIsFull() {
    ScriptedServer.Script full =
        new ScriptedServer.Script() {
          @Override
          public void onOpen(Channel channel) {
            ScriptedServer.say(
                channel,
                """
                {"jsonrpc":"2.0","id":null,"error":{"code":-32003,"message":"too many",\
                "data":{"kind":"session_limit"}}}\
                """);
            channel.writeAndFlush(new CloseWebSocketFrame(1008, "session_limit"));
          }
        };
    try (ScriptedServer server = new ScriptedServer(full)) {
      ClientException failure = failureOf(CcExecutorClient.connect(server.uri("/ws"), OPTIONS));

      assertThat(failure.reason()).isEqualTo(Reason.SESSION_LIMIT);
      assertThat(failure).hasMessageContaining("too many");
      assertThat(failure.getCause())
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              error -> assertThat(error.kind()).isEqualTo("session_limit"));
    }
  }

  @Test
  void shouldFailWithRefusedWhenTheServerClosesAtOnce() {
    ScriptedServer.Script closing =
        new ScriptedServer.Script() {
          @Override
          public void onOpen(Channel channel) {
            channel.writeAndFlush(new CloseWebSocketFrame(1008, "go away"));
          }
        };
    try (ScriptedServer server = new ScriptedServer(closing)) {
      ClientException failure = failureOf(CcExecutorClient.connect(server.uri("/ws"), OPTIONS));

      assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
      assertThat(failure).hasMessageContaining("1008").hasMessageContaining("go away");
    }
  }

  @Test
  void shouldFailWithRefusedWhenTheUpgradeIsAnsweredWithAnError() {
    try (ScriptedServer server = new ScriptedServer(new ScriptedServer.Script() {})) {
      ClientException failure = failureOf(CcExecutorClient.connect(server.uri("/no"), OPTIONS));

      assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
      assertThat(failure).hasMessageContaining("503");
    }
  }

  @Test
  void shouldFailWithTimeoutWhenTheServerStaysSilent() {
    ScriptedServer.Script silent =
        new ScriptedServer.Script() {
          @Override
          public void onOpen(Channel channel) {}
        };
    try (ScriptedServer server = new ScriptedServer(silent)) {
      ClientOptions impatient = OPTIONS.withOpenTimeoutMillis(200);
      ClientException failure = failureOf(CcExecutorClient.connect(server.uri("/ws"), impatient));

      assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    }
  }

  @Test
  void shouldFailWithTimeoutWhenNobodyAnswersTheUpgrade() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("ws://127.0.0.1:" + mute.getLocalPort() + "/ws");
      ClientOptions impatient = OPTIONS.withOpenTimeoutMillis(200);

      assertThat(failureOf(CcExecutorClient.connect(uri, impatient)).reason())
          .isEqualTo(Reason.TIMEOUT);
    }
  }

  @Test
  void shouldFailWithUnreachableWhenNobodyListens() throws IOException {
    URI uri = URI.create("ws://127.0.0.1:" + freePort() + "/ws");

    ClientException failure = failureOf(CcExecutorClient.connect(uri, OPTIONS));

    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageContaining("refused");
  }

  @Test
  void shouldRefuseUrlsItCannotConnectTo() {
    for (String url : new String[] {"http://127.0.0.1/ws", "ws:/ws"}) {
      ClientException failure = failureOf(CcExecutorClient.connect(URI.create(url), OPTIONS));

      assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED_URL);
      assertThat(failure).hasMessageContaining(url);
    }
  }

  @Test
  void shouldEndItsThreadWhenOpeningFails() throws IOException {
    URI uri = URI.create("ws://127.0.0.1:" + freePort() + "/ws");

    failureOf(CcExecutorClient.connect(uri, OPTIONS));

    await().until(OpeningTest::noClientThreadLives);
  }

  private static boolean noClientThreadLives() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("cc-executor-client"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ClientException failureOf(CompletableFuture<?> future) {
    try {
      future.join();
    } catch (CompletionException failed) {
      return (ClientException) failed.getCause();
    }
    throw new AssertionError("was expected to fail");
  }
}
