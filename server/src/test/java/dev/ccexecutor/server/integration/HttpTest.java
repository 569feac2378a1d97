package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class HttpTest {
  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings(
          "handshake-timeout", "1", "allowed-origins", "https://good.example");

  private static HttpExchange.Response get(String path) throws IOException {
    return HttpExchange.send(SERVER.port(), "GET", path);
  }

  @ParameterizedTest
  @CsvSource({"/healthz, ok", "/readyz, ready"})
  void shouldAnswerWhenItLives(String path, String status) throws Exception {
    HttpExchange.Response response = get(path);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("Content-Type", "application/json");
    assertThat(TestClient.json(response.body()).get("status").asString()).isEqualTo(status);
  }

  @Test
  void shouldCountSessionsWhenHealthIsAsked() throws Exception {
    TestClient client = SERVER.connect();

    JsonNode health = TestClient.json(get("/health").body());

    assertThat(health.get("status").asString()).isEqualTo("healthy");
    assertThat(health.get("service").asString()).isNotEmpty();
    assertThat(health.get("version").asString())
        .isEqualTo(client.awaitNotification("connected").get("version").asString());
    assertThat(health.get("active_sessions").asInt()).isPositive();
    assertThat(health.get("max_sessions").asInt()).isEqualTo(100);
    assertThat(health.get("uptime_seconds").asDouble()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/ws/other", "/healthz/x", "/%zz"})
  void shouldNotFindPathWhenServerDoesNotHaveIt(String path) throws Exception {
    assertThat(get(path).status()).isEqualTo(404);
  }

  @Test
  void shouldIgnoreQueryWhenPathHasOne() throws Exception {
    assertThat(get("/healthz?verbose=1").status()).isEqualTo(200);
    SERVER.connectSilently("/ws?x=1").awaitNotification("connected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void shouldNotAllowMethodWhenItIsNoRead(String method) throws Exception {
    HttpExchange.Response response = HttpExchange.send(SERVER.port(), method, "/health");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers()).containsEntry("Allow", "GET, HEAD");
  }

  @Test
  void shouldSendNoBodyWhenMethodIsHead() throws Exception {
    HttpExchange.Response response = HttpExchange.send(SERVER.port(), "HEAD", "/healthz");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(Integer.parseInt(response.headers().get("Content-Length"))).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws", "/ws/mcp"})
  void shouldAskForUpgradeWhenPlainGetComes(String path) throws Exception {
    HttpExchange.Response response = get(path);

    assertThat(response.status()).isEqualTo(426);
    assertThat(response.headers()).containsEntry("Upgrade", "websocket");
  }

  @Test
  void shouldRefuseUpgradeWhenOriginIsNotAllowed() {
    assertThatThrownBy(() -> SERVER.connect("Origin: https://evil.example"))
        .isInstanceOfSatisfying(
            UpgradeRefusedException.class,
            refused -> assertThat(refused.response().status()).isEqualTo(403));
  }

  @Test
  void shouldRefuseUpgradeWhenOriginIsOpaque() {
    assertThatThrownBy(() -> SERVER.connect("Origin: null"))
        .isInstanceOf(UpgradeRefusedException.class);
  }

  @Test
  void shouldUpgradeWhenOriginIsAllowed() throws Exception {
    SERVER.connect("Origin: https://good.example").assertAlive();
    SERVER.connect("Origin: https://GOOD.example").assertAlive();
  }

  @Test
  void shouldCloseWhenClientSaysNothing() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
      socket.setSoTimeout(20_000);

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldCloseWhenClientTricklesItsHandshake() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
      socket.setSoTimeout(20);
      socket.getOutputStream().write("GET /ws HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      boolean closed = false;
      for (int i = 0; i < 1000 && !closed; i++) {
        closed = trickle(socket);
      }

      assertThat(closed).isTrue();
    }
  }

  /** Sends a byte, then waits for a moment whether the server ends the connection. */
  private static boolean trickle(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void shouldAnswerOrCloseWhenBytesAreGarbage() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      byte[] garbage = new byte[500];
      random.nextBytes(garbage);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(garbage);
        socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEnds(socket);
      }
    }
    assertThat(get("/healthz").status()).isEqualTo(200);
  }

  private static void assertEnds(Socket socket) {
    try {
      byte[] answer = socket.getInputStream().readAllBytes();
      if (answer.length > 0) {
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 4");
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void shouldRefuseWhenRequestIsTooLarge() throws Exception {
    int uri = get("/" + "x".repeat(10_000)).status();
    int header =
        HttpExchange.send(SERVER.port(), "GET", "/healthz", "X-Large: " + "x".repeat(20_000))
            .status();

    assertThat(uri).isBetween(400, 431);
    assertThat(header).isBetween(400, 431);
  }
}
