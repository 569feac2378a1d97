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
import java.util.Arrays;
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

  private static HttpExchange.Response get(String path, String... headers) throws IOException {
    return HttpExchange.send(SERVER.port(), "GET", path, headers);
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

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.0, dGhlIHNhbXBsZSBub25jZQ==, an upgrade takes HTTP/1.1",
    "HTTP/1.1, c2hvcnQ=, Sec-WebSocket-Key is not 16 bytes",
    "HTTP/1.1, dGhlIHNhbXBsZSBub25jZSB3aXRoIG1vcmU=, Sec-WebSocket-Key is not 16 bytes",
    "HTTP/1.1, !!!hIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key is not 16 bytes",
    "HTTP/1.1, '', Sec-WebSocket-Key is not 16 bytes",
  })
  void shouldRefuseUpgradeWhenItBreaksARuleOfTheHandshake(String version, String key, String why)
      throws Exception {
    String request =
        String.join(
            "\r\n",
            "GET /ws " + version,
            "Host: localhost",
            "Connection: Upgrade, close",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + key,
            "\r\n");

    assertThat(HttpExchange.sendRaw(SERVER.port(), request))
        .startsWith("HTTP/1.1 400 ")
        .contains(why);
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
  void shouldSayThatItIsTooSlowWhenClientTricklesItsHandshake() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
      socket.setSoTimeout(20);
      socket.getOutputStream().write("GET /ws HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      boolean closed = false;
      for (int i = 0; i < 1000 && !closed; i++) {
        closed = trickle(socket, answer);
      }

      assertThat(closed).isTrue();
      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("too slowly");
    }
  }

  /** Sends a byte, then waits for a moment for the answer's next byte, or its end. */
  private static boolean trickle(Socket socket, StringBuilder answer) {
    try {
      socket.getOutputStream().write('x');
      int next = socket.getInputStream().read();
      if (next >= 0) {
        answer.append((char) next);
      }
      return next < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whatever it asks meanwhile: only a session lasts longer. */
  @Test
  void shouldCloseWhenClientAsksOnAndOn() throws Exception {
    byte[] request =
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
      socket.setSoTimeout(20_000);
      boolean closed = false;
      for (int i = 0; i < 1_000_000 && !closed; i++) {
        closed = !isAnswered(socket, request);
      }

      assertThat(closed).isTrue();
    }
  }

  private static boolean isAnswered(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
      return socket.getInputStream().read(new byte[4096]) > 0;
    } catch (IOException e) {
      return false;
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
  void shouldNameTheLimitWhenRequestExceedsIt() throws Exception {
    String[] headers = new String[200];
    Arrays.fill(headers, "X-Another: one");

    assertRefused(414, 4096, get("/" + "x".repeat(10_000)));
    assertRefused(431, 16_384, get("/healthz", "X-Large: " + "x".repeat(20_000)));
    assertRefused(431, 128, get("/healthz", headers));
    assertRefused(413, 16_384, get("/healthz", "Content-Length: 20000"));
  }

  private static void assertRefused(int status, int limit, HttpExchange.Response response) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(TestClient.json(response.body()).get("limit").asInt()).isEqualTo(limit);
  }
}
