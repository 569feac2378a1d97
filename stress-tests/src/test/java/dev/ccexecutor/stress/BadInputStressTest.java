package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.stress.server.RawWebSocket;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever a peer sends, by mistake or with intent, the server goes on serving, and keeps nothing
 * of it. The storms are random with a fixed seed.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BadInputStressTest {

  private static final long SEED = 20260101;
  private static final int TEXT_MESSAGES = 3_000;
  private static final int BINARY_MESSAGES = 1_000;
  private static final int BROKEN_WEBSOCKETS = 300;
  private static final int BROKEN_HANDSHAKES = 200;
  private static final int LONGEST_GARBAGE_BYTES = 300;

  private static final int UNSUPPORTED_DATA = 1003;
  private static final int INVALID_UTF8 = 1007;
  private static final int TOO_BIG = 1009;
  private static final int LIMIT_BYTES = 1 << 20;

  /** Broken as they will be, none of these may start anything that does harm. */
  private static final List<String> SEEDS =
      List.of(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"execute\",\"params\":"
              + "{\"argv\":[\"/bin/true\"],\"timeout\":1,\"grace\":0.1,\"output\":\"none\"}}",
          "{\"jsonrpc\":\"2.0\",\"id\":\"two\",\"method\":\"control\",\"params\":"
              + "{\"type\":\"SIGNAL\",\"signal\":\"CONT\",\"execution_id\":\"x\"}}",
          "[{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":4,"
              + "\"method\":\"execution.list\",\"params\":{\"cursor\":\"y\"}}]",
          "{\"jsonrpc\":\"2.0\",\"id\":5.25,\"method\":\"execution.status\",\"params\":"
              + "{\"execution_id\":\"z\",\"wait\":0.01}}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"output.ack\",\"params\":"
              + "{\"execution_id\":\"x\",\"stdout\":18446744073709551616}}",
          "{\"id\":6,\"method\":\"server.info\",\"params\":null}");

  @RegisterExtension
  static final ServerUnderTest server = ServerUnderTest.detectingLeaks(Footprint.FEW_LOOPS);

  private final Random random = new Random(SEED);
  private Footprint before;

  @BeforeEach
  void rememberFootprint() throws Exception {
    for (int count = 0; count < 4; count++) {
      assertServes();
    }
    before = Footprint.ofIdle(server);
  }

  @AfterEach
  void shouldServeAndHaveKeptNothing() throws Exception {
    assertServes();
    before.awaitReturn(server);
  }

  @Test
  void shouldAnswerAndStayOpenWhenMessagesAreBroken() throws Exception {
    try (RawWebSocket socket = RawWebSocket.open(server.uri())) {
      socket.readUntil("connected");
      for (int number = 0; number < TEXT_MESSAGES; number++) {
        socket.send(RawWebSocket.TEXT, mutated(SEEDS.get(number % SEEDS.size())));
        if (number % 20 == 0) {
          awaitStillOpen(socket, number);
        }
      }
      awaitStillOpen(socket, TEXT_MESSAGES);
    }
  }

  @Test
  void shouldDropOrRefuseWhenDataFramesAreBroken() throws Exception {
    RawWebSocket socket = RawWebSocket.open(server.uri());
    for (int number = 0; number < BINARY_MESSAGES; number++) {
      boolean wellFormed = random.nextInt(8) != 0;
      try {
        socket.send(RawWebSocket.BINARY, wellFormed ? dataFrame() : malformedDataFrame());
        if (!wellFormed) {
          assertThat(awaitClose(socket).closeCode()).isEqualTo(UNSUPPORTED_DATA);
        }
      } finally {
        if (!wellFormed) {
          socket.close();
          socket = RawWebSocket.open(server.uri());
        }
      }
    }
    awaitStillOpen(socket, BINARY_MESSAGES);
    socket.close();
  }

  @Test
  void shouldCloseWithTheRightCodeWhenAFrameIsNotAllowed() throws Exception {
    assertThat(closeCodeAfter(RawWebSocket.frame(0x81, new byte[] {'"', (byte) 0xff, '"'})))
        .isEqualTo(INVALID_UTF8);
    assertThat(closeCodeAfter(RawWebSocket.frame(0x81, blanks(LIMIT_BYTES + 1))))
        .isEqualTo(TOO_BIG);
    assertThat(closeCodeAfter(unfinishedMessage())).isEqualTo(TOO_BIG);
    int protocolError = 1002;
    assertThat(closeCodeAfter(new byte[] {(byte) 0x81, 2, '{', '}'})).isEqualTo(protocolError);
    assertThat(closeCodeAfter(RawWebSocket.frame(0xf1, new byte[] {'1'}))).isEqualTo(protocolError);
    assertThat(closeCodeAfter(RawWebSocket.frame(0x83, new byte[0]))).isEqualTo(protocolError);
    assertThat(closeCodeAfter(RawWebSocket.frame(0x89, blanks(126)))).isEqualTo(protocolError);
    assertThat(closeCodeAfter(RawWebSocket.frame(0x80, new byte[0]))).isEqualTo(protocolError);
  }

  @Test
  void shouldGoOnServingWhenFramesAreGarbage() throws Exception {
    for (int number = 0; number < BROKEN_WEBSOCKETS; number++) {
      try (RawWebSocket socket = RawWebSocket.open(server.uri())) {
        sendUntilRefused(socket, garbage());
        if (random.nextBoolean()) {
          socket.vanish();
        }
      }
    }
  }

  @Test
  void shouldGoOnServingWhenHandshakesAreGarbage() throws Exception {
    String handshake = RawWebSocket.handshake(server.uri());
    for (int number = 0; number < BROKEN_HANDSHAKES; number++) {
      try (RawWebSocket socket = RawWebSocket.connect(server.uri())) {
        sendUntilRefused(socket, random.nextBoolean() ? mutated(handshake) : garbage());
        if (random.nextBoolean()) {
          socket.vanish();
        }
      }
    }
  }

  private static void assertServes() throws Exception {
    assertThat(server.httpStatus("/healthz")).isEqualTo(200);
    try (StressClient client = server.connect()) {
      ObservedExecution echo = client.start(server.command("echo well"));
      echo.awaitWholeJson();
      assertThat(echo.jsonOutput().stdout().text()).isEqualTo("well\n");
    }
  }

  /**
   * Reads all answers up to one that only now was asked for; none tells of a fault of the server's.
   */
  private static void awaitStillOpen(RawWebSocket socket, int number) throws IOException {
    String id = "still-open-" + number;
    socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"ping\"}");
    RawWebSocket.Frame frame = socket.read();
    while (!frame.text().contains(id)) {
      assertThat(frame.opcode()).as(frame.text()).isEqualTo(RawWebSocket.TEXT);
      assertThat(frame.text()).doesNotContain("internal_error");
      frame = socket.read();
    }
  }

  private static int closeCodeAfter(byte[] bytes) throws IOException {
    try (RawWebSocket socket = RawWebSocket.open(server.uri())) {
      sendUntilRefused(socket, bytes);
      return awaitClose(socket).closeCode();
    }
  }

  private static RawWebSocket.Frame awaitClose(RawWebSocket socket) throws IOException {
    RawWebSocket.Frame frame = socket.read();
    while (frame.opcode() != RawWebSocket.CLOSE) {
      frame = socket.read();
    }
    return frame;
  }

  /** The server may hang up in the middle. */
  private static void sendUntilRefused(RawWebSocket socket, byte[] bytes) throws IOException {
    try {
      socket.send(bytes);
    } catch (SocketException refused) {
      assertThat(refused).hasMessageMatching("(?i).*(broken pipe|connection reset).*");
    }
  }

  /** Some bytes of it changed to others of printable ASCII, dropped or doubled; valid UTF-8. */
  private byte[] mutated(String text) {
    StringBuilder mutant = new StringBuilder(text);
    for (int change = random.nextInt(6); change >= 0 && !mutant.isEmpty(); change--) {
      int index = random.nextInt(mutant.length());
      switch (random.nextInt(4)) {
        case 0 -> mutant.setCharAt(index, (char) (' ' + random.nextInt(95)));
        case 1 -> mutant.deleteCharAt(index);
        case 2 -> mutant.insert(index, mutant.charAt(index));
        default -> mutant.setLength(Math.max(1, index));
      }
    }
    return mutant.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] garbage() {
    byte[] bytes = new byte[1 + random.nextInt(LONGEST_GARBAGE_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** For a channel that does not exist. */
  private byte[] dataFrame() {
    byte[] payload = garbage();
    return ByteBuffer.allocate(DataFrameHeader.BYTES + payload.length)
        .put((byte) DataFrameHeader.VERSION)
        .put((byte) random.nextInt(3))
        .putShort((short) 0)
        .putInt(random.nextInt())
        .putLong(random.nextLong() & Long.MAX_VALUE)
        .put(payload)
        .array();
  }

  private byte[] malformedDataFrame() {
    byte[] frame = dataFrame();
    switch (random.nextInt(5)) {
      case 0 -> frame = Arrays.copyOf(frame, random.nextInt(DataFrameHeader.BYTES));
      case 1 -> frame[0] = (byte) (DataFrameHeader.VERSION + 1 + random.nextInt(254));
      case 2 -> frame[1] = (byte) (3 + random.nextInt(253));
      case 3 -> frame[2] = (byte) (1 + random.nextInt(255));
      default -> frame[3] = DataFrameHeader.END_OF_STREAM;
    }
    return frame;
  }

  /** Fragments, each within the limit, of a message that is not. */
  private static byte[] unfinishedMessage() {
    byte[] first = RawWebSocket.frame(0x01, blanks(LIMIT_BYTES / 2 + 1));
    byte[] next = RawWebSocket.frame(0x00, blanks(LIMIT_BYTES / 2 + 1));
    return ByteBuffer.allocate(first.length + next.length).put(first).put(next).array();
  }

  private static byte[] blanks(int count) {
    byte[] blanks = new byte[count];
    Arrays.fill(blanks, (byte) ' ');
    return blanks;
  }
}
