package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.WebSocketConnection;
import dev.ccexecutor.server.testkit.WebSocketFrames;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebSocketTest {
  private static final int MAX_MESSAGE = 1024 * 1024;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;
  private WebSocketConnection connection;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
    connection = client.connection();
  }

  /** The client then ends its side too, for which the server waits a second at most. */
  private void assertClosedWith(int code) {
    assertThat(client.awaitClose().code()).isEqualTo(code);
    connection.finishSending();
    assertThat(client.awaitEndOfStream().reset()).isFalse();
  }

  @Test
  void shouldNegotiateNeitherSubprotocolNorExtensionWhenNoneIsOffered() {
    assertThat(connection.handshake().headers())
        .doesNotContainKeys("Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions")
        .containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cc-executor.v1", "other, cc-executor.v1", "cc-executor.v1, bearer.x"})
  void shouldEchoSubprotocolWhenItIsOffered(String offer) throws Exception {
    TestClient modern = SERVER.connect("Sec-WebSocket-Protocol: " + offer);

    assertThat(modern.connection().handshake().headers())
        .containsEntry("Sec-WebSocket-Protocol", "cc-executor.v1");
    modern.assertAlive();
  }

  @Test
  void shouldEchoNothingWhenOnlyOtherSubprotocolsAreOffered() throws Exception {
    TestClient other = SERVER.connect("Sec-WebSocket-Protocol: chat");

    assertThat(other.connection().handshake().headers())
        .doesNotContainKey("Sec-WebSocket-Protocol");
    other.assertAlive();
  }

  @Test
  void shouldNotCompressWhenClientOffersTo() throws Exception {
    TestClient compressing =
        SERVER.connect("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");

    assertThat(compressing.connection().handshake().headers())
        .doesNotContainKey("Sec-WebSocket-Extensions");
    assertThat(compressing.run("yes | head -c 100000").stdout()).hasSize(100_000);
  }

  @Test
  void shouldPutMessageTogetherWhenItComesInFragments() {
    byte[] text =
        "{\"jsonrpc\":\"2.0\",\"method\":\"execute\",\"id\":5,\"params\":{\"command\":\"echo é€😀\"}}"
            .getBytes(StandardCharsets.UTF_8);

    for (int i = 0; i < text.length; i++) {
      connection.send(
          WebSocketFrames.frame(
              i == text.length - 1,
              i == 0 ? WebSocketFrames.TEXT : WebSocketFrames.CONTINUATION,
              new byte[] {text[i]}));
    }

    client.awaitAnswer(5);
    assertThat(client.awaitNotification("process.output").get("data").asString())
        .isEqualTo("é€😀\n");
  }

  @Test
  void shouldAnswerPingWhenItComesBetweenFragments() {
    byte[] text = "{\"method\":\"ping\",\"id\":6}".getBytes(StandardCharsets.UTF_8);
    connection.send(WebSocketFrames.frame(false, WebSocketFrames.TEXT, Arrays.copyOf(text, 5)));
    connection.send(
        WebSocketFrames.whole(WebSocketFrames.PING, "here?".getBytes(StandardCharsets.UTF_8)));
    connection.send(
        WebSocketFrames.frame(
            true, WebSocketFrames.CONTINUATION, Arrays.copyOfRange(text, 5, text.length)));

    client.awaitAnswer(6);
    assertThat(client.inbox().all()).contains(new Received.Pong("here?"));
  }

  @Test
  void shouldPingWhenClientIsSilent() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("ping-interval", "0.1");
        TestClient silent = server.connect()) {
      silent.inbox().await("a ping", Received.Ping.class, ping -> true);
      int before = silent.inbox().size();
      silent
          .inbox()
          .await(before, "another, unanswered as the first was", Received.Ping.class, ping -> true);
      silent.assertAlive();
    }
  }

  @Test
  void shouldAcceptMessageWhenItIsAsLargeAsAllowed() {
    String start = "{\"method\":\"ping\",\"id\":8,\"params\":{\"x\":\"";
    String end = "\"}}";

    client.sendText(start + "x".repeat(MAX_MESSAGE - start.length() - end.length()) + end);

    assertThat(client.awaitAnswer(8).has("result")).isTrue();
  }

  @Test
  void shouldReadOnUntilCloseFrameIsTakenWhenFrameIsTooLarge() {
    connection.send(WebSocketFrames.announcement(WebSocketFrames.TEXT, 4L * MAX_MESSAGE));
    byte[] piece = new byte[64 * 1024];
    for (int i = 0; i < 64; i++) {
      connection.sendIgnoringFailure(piece);
    }

    assertClosedWith(1009);
  }

  @Test
  void shouldEndConnectionByItselfWhenClientDoesNotEndIt() {
    client.sendBinary(new byte[0]);

    assertThat(client.awaitClose().code()).isEqualTo(1003);
    assertThat(client.awaitEndOfStream().reset()).isFalse();
  }

  @Test
  void shouldCloseWhenFragmentedMessageGrowsTooLarge() {
    byte[] fragment = new byte[MAX_MESSAGE / 4];
    Arrays.fill(fragment, (byte) ' ');
    connection.send(WebSocketFrames.frame(false, WebSocketFrames.TEXT, fragment));
    for (int i = 0; i < 8; i++) {
      connection.sendIgnoringFailure(
          WebSocketFrames.frame(false, WebSocketFrames.CONTINUATION, fragment));
    }

    assertClosedWith(1009);
  }

  @Test
  void shouldCloseWhenMessageHasTooManyFragments() throws Exception {
    TestClient client = SERVER.connect();
    byte[] empty = WebSocketFrames.frame(false, WebSocketFrames.CONTINUATION, new byte[0]);
    ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    fragments.writeBytes(WebSocketFrames.frame(false, WebSocketFrames.TEXT, new byte[0]));
    for (int number = 0; number < 3000; number++) {
      fragments.writeBytes(empty);
    }
    client.connection().sendIgnoringFailure(fragments.toByteArray());

    assertThat(client.awaitClose().code()).isEqualTo(1009);
  }

  @Test
  void shouldEndExecutionsWhenClientViolatesProtocol() throws Exception {
    client.execute(Map.of("command", "exec sleep 1000", "execution_id", "violator"));

    connection.send(WebSocketFrames.announcement(WebSocketFrames.TEXT, 4L * MAX_MESSAGE));

    assertThat(client.awaitClose().code()).isEqualTo(1009);
    SERVER.awaitIdle();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "22c3", "e282"})
  void shouldCloseWhenTextIsNotUtf8(String hex) {
    connection.send(WebSocketFrames.whole(WebSocketFrames.TEXT, HexFormat.of().parseHex(hex)));

    assertClosedWith(1007);
  }

  @Test
  void shouldCloseWhenFrameIsNotMasked() {
    connection.send(
        WebSocketFrames.unmasked(
            WebSocketFrames.TEXT,
            "{\"method\":\"ping\",\"id\":1}".getBytes(StandardCharsets.UTF_8)));

    assertClosedWith(1002);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 7, 11, 15})
  void shouldCloseWhenOpcodeIsUnknown(int opcode) {
    connection.send(WebSocketFrames.whole(opcode, new byte[0]));

    assertClosedWith(1002);
  }

  @Test
  void shouldCloseWhenContinuationHasNoBeginning() {
    connection.send(WebSocketFrames.frame(true, WebSocketFrames.CONTINUATION, new byte[1]));

    assertClosedWith(1002);
  }

  @Test
  void shouldCloseWhenReservedBitIsSet() {
    byte[] frame = WebSocketFrames.text("{}");
    frame[0] |= 0x40;
    connection.send(frame);

    assertClosedWith(1002);
  }

  private static byte[] dataFrame(int version, int stream, int flags, int channel, long offset) {
    return ByteBuffer.allocate(17)
        .put((byte) version)
        .put((byte) stream)
        .putShort((short) flags)
        .putInt(channel)
        .putLong(offset)
        .put((byte) 'x')
        .array();
  }

  @Test
  void shouldIgnoreDataFrameWhenItIsWellFormed() {
    client.sendBinary(dataFrame(1, 0, 0, 12345, 0));
    client.sendBinary(dataFrame(1, 0, 0, 0x7fffffff, 1L << 40));

    client.assertAlive();
  }

  @Test
  void shouldCloseWhenDataFrameIsShorterThanHeader() {
    client.sendBinary(new byte[15]);

    assertClosedWith(1003);
  }

  @Test
  void shouldCloseWhenDataFrameIsEmpty() {
    client.sendBinary(new byte[0]);

    assertClosedWith(1003);
  }

  @Test
  void shouldCloseWhenDataFrameHasOtherVersion() {
    client.sendBinary(dataFrame(2, 0, 0, 1, 0));

    assertClosedWith(1003);
  }

  @Test
  void shouldCloseWhenDataFrameHasUnknownStream() {
    client.sendBinary(dataFrame(1, 3, 0, 1, 0));

    assertClosedWith(1003);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 3000, 4999})
  void shouldEchoCloseWhenClientCloses(int code) {
    connection.send(WebSocketFrames.close(code));

    assertClosedWith(code);
  }

  @Test
  void shouldAnswerCloseWhenItHasNoCode() {
    connection.send(WebSocketFrames.whole(WebSocketFrames.CLOSE, new byte[0]));

    assertClosedWith(1005);
  }

  @ParameterizedTest
  @ValueSource(ints = {1004, 1005, 1006, 1015, 999, 0})
  void shouldCallItProtocolErrorWhenCloseCodeMayNotBeSent(int code) {
    connection.send(WebSocketFrames.close(code));

    assertClosedWith(1002);
  }

  /** It could not be put in its place among what comes later, and must not vanish. */
  @Test
  void shouldCloseWhenFramesComeBeforeTheUpgradeIsAnswered() throws Exception {
    String upgrade =
        String.join(
            "\r\n",
            "GET /ws HTTP/1.1",
            "Host: localhost",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");
    byte[] ping = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(upgrade.getBytes(StandardCharsets.US_ASCII));
    both.write(ping);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(both.toByteArray());

      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertThat(answer).startsWith("HTTP/1.1 101 ").contains("\u0003\u00ea"); // 1002
    }
  }
}
