package dev.ccexecutor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.WebSocketFrames;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The bytes behind an upgrade, as a script of frames, right and wrong ones: afterwards the
 * connection answers, or it was closed with a code that says why.
 */
public final class WebSocketTarget {
  private static final byte[] UPGRADE =
      """
      GET /ws HTTP/1.1\r
      Host: localhost\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] QUESTION =
      WebSocketFrames.text("{\"jsonrpc\":\"2.0\",\"id\":\"alive?\",\"method\":\"ping\"}");

  private static final Set<Integer> CLOSE_CODES = Set.of(1002, 1003, 1007, 1008, 1009);

  /** Whole messages, into which a script can put bytes of its own. */
  private static final List<String> MESSAGES =
      List.of(
          "{\"id\":1,\"method\":\"execute\",\"params\":{\"argv\":[\"true\"],\"execution_id\":\"a\"}}",
          "{\"id\":2,\"method\":\"execute\",\"params\":{\"argv\":[\"cat\"],\"stdin\":\"pipe\","
              + "\"execution_id\":\"b\",\"window\":4096,\"on_disconnect\":\"cancel\"}}",
          "{\"id\":3,\"method\":\"control\",\"params\":{\"type\":\"PAUSE\"}}",
          "{\"id\":4,\"method\":\"control\",\"params\":{\"type\":\"KILL\",\"execution_id\":\"b\"}}",
          "{\"id\":5,\"method\":\"stdin.write\",\"params\":{\"execution_id\":\"b\",\"data\":\"xyz\"}}",
          "{\"id\":6,\"method\":\"stdin.close\",\"params\":{\"execution_id\":\"b\"}}",
          "{\"method\":\"output.ack\",\"params\":{\"execution_id\":\"b\",\"stdout\":1}}",
          "{\"id\":7,\"method\":\"execution.attach\",\"params\":{\"execution_id\":\"b\"}}",
          "{\"id\":8,\"method\":\"execution.detach\",\"params\":{\"execution_id\":\"a\"}}",
          "{\"id\":9,\"method\":\"execution.status\",\"params\":{\"execution_id\":\"b\",\"wait\":1}}",
          "[{\"id\":10,\"method\":\"execution.list\"},{\"id\":11,\"method\":\"server.info\"}]",
          "{\"id\":12,\"method\":\"pty.resize\",\"params\":{\"execution_id\":\"b\",\"cols\":1,"
              + "\"rows\":1}}",
          "{\"id\":13,\"method\":\"session.resume\",\"params\":{\"session_id\":\"x\","
              + "\"resume_token\":\"y\",\"offsets\":{\"b\":{\"stdout\":0}}}}");

  private WebSocketTarget() {}

  /** Called once by Jazzer, so that the start is no part of an input's time. */
  public static void fuzzerInitialize() throws Exception {
    FuzzedServer.get();
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    FuzzedServer server = FuzzedServer.get();
    byte[] script = framesOf(ByteBuffer.wrap(input));
    try (Socket socket = server.connect()) {
      converse(socket, script);
    }
    server.checkNowAndThen();
  }

  private static void converse(Socket socket, byte[] script) throws IOException {
    try {
      socket.getOutputStream().write(UPGRADE);
      socket.getOutputStream().write(script);
      socket.getOutputStream().write(QUESTION);
      socket.shutdownOutput();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(head(in)).startsWith("HTTP/1.1 101 ");
      readToTheEnd(in);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is stuck", e);
    } catch (EOFException end) {
      // A frame that was begun by the script has swallowed the question, and never ends.
    } catch (IOException reset) {
      // It was closed in the middle, and what was unread made it a reset.
    }
  }

  private static void readToTheEnd(DataInputStream in) throws IOException {
    while (true) {
      int first = in.readUnsignedByte();
      byte[] payload = in.readNBytes(length(in));
      if ((first & 0x0f) == WebSocketFrames.CLOSE) {
        assertThat(payload.length == 0 ? 1002 : ByteBuffer.wrap(payload).getShort() & 0xffff)
            .as("close code")
            .satisfiesAnyOf(
                code -> assertThat(code).isIn(CLOSE_CODES),
                code -> assertThat(code).isBetween(1000, 1014).isNotIn(1004, 1005, 1006, 1011),
                code -> assertThat(code).isGreaterThanOrEqualTo(3000));
        return;
      }
      assertThat(new String(payload, StandardCharsets.UTF_8)).doesNotContain("internal_error");
    }
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> Math.toIntExact(in.readLong());
      default -> length;
    };
  }

  private static String head(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** A byte says what follows, and others how. */
  private static byte[] framesOf(ByteBuffer script) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    while (script.hasRemaining()) {
      int action = script.get() & 0xff;
      switch (action % 6) {
        case 0, 1 -> frames.writeBytes(message(script));
        case 2 -> frames.writeBytes(frame(script));
        case 3 -> frames.writeBytes(fragments(script));
        case 4 -> frames.writeBytes(dataFrame(script));
        default -> frames.writeBytes(take(script, action >> 4));
      }
    }
    return frames.toByteArray();
  }

  /** A message of the list in which some bytes are exchanged, in a frame that is right. */
  private static byte[] message(ByteBuffer script) {
    byte[] message =
        MESSAGES.get(next(script) % MESSAGES.size()).getBytes(StandardCharsets.US_ASCII);
    for (int changes = next(script) % 4; changes > 0 && script.remaining() >= 2; changes--) {
      message[next(script) % message.length] = script.get();
    }
    return WebSocketFrames.whole(WebSocketFrames.TEXT, message);
  }

  /** A frame with any first byte, any mask bit, and any length announced. */
  private static byte[] frame(ByteBuffer script) {
    int first = next(script);
    int second = next(script);
    int maskBytes = (second & 0x80) == 0 ? 0 : 4;
    byte[] payload = take(script, maskBytes + (second & 0x7f));
    return ByteBuffer.allocate(2 + payload.length)
        .put((byte) first)
        .put((byte) second)
        .put(payload)
        .array();
  }

  private static byte[] fragments(ByteBuffer script) {
    int count = next(script) * 8;
    byte[] payload = take(script, next(script) % 3);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int number = 0; number < count; number++) {
      int opcode = number == 0 ? WebSocketFrames.TEXT : WebSocketFrames.CONTINUATION;
      all.writeBytes(WebSocketFrames.frame(number == count - 1, opcode, payload));
    }
    return all.toByteArray();
  }

  /** Of a channel that may be one of the commands. */
  private static byte[] dataFrame(ByteBuffer script) {
    byte[] payload = take(script, next(script) % 64);
    ByteBuffer frame = ByteBuffer.allocate(16 + payload.length);
    frame.put((byte) 1).put((byte) (next(script) % 4)).putShort((short) (next(script) % 3));
    frame.putInt(next(script) % 4).putLong(next(script) % 8).put(payload);
    return WebSocketFrames.whole(WebSocketFrames.BINARY, frame.array());
  }

  private static int next(ByteBuffer script) {
    return script.hasRemaining() ? script.get() & 0xff : 0;
  }

  private static byte[] take(ByteBuffer script, int wanted) {
    byte[] taken = new byte[Math.min(wanted, script.remaining())];
    script.get(taken);
    return taken;
  }
}
