package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A sender that does nothing but write to one client: it accepts, upgrades, and then repeats output
 * messages that were made beforehand, as a server would send them for {@code yes}.
 */
final class LoopbackSender {
  private static final int CHILD_BYTES_PER_FRAME = 64 * 1024;
  private static final int FRAMES_PER_WRITE = 8;
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int MAX_REQUEST_BYTES = 4096;
  private static final String UPGRADED =
      String.join(
          "\r\n",
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "\r\n");

  private final ServerSocketChannel listening;
  private final ByteBuffer frames;
  private final Thread thread;

  LoopbackSender(OutputForm form) throws IOException {
    frames = repeat(frame(form));
    listening =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    thread = Thread.ofPlatform().name("loopback-sender").daemon().start(this::run);
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listening.getLocalAddress();
  }

  private void run() {
    try (SocketChannel client = listening.accept()) {
      client.read(ByteBuffer.allocate(MAX_REQUEST_BYTES)); // The request is one segment.
      writeAll(client, ByteBuffer.wrap(UPGRADED.getBytes(StandardCharsets.US_ASCII)));
      while (true) {
        writeAll(client, frames.duplicate());
      }
    } catch (AsynchronousCloseException e) {
      // Closed before a client came.
    } catch (IOException e) {
      // The client has gone, which is how every measurement ends.
    }
  }

  private static void writeAll(SocketChannel client, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  private static ByteBuffer repeat(ByteBuffer frame) {
    ByteBuffer repeated = ByteBuffer.allocateDirect(frame.remaining() * FRAMES_PER_WRITE);
    while (repeated.hasRemaining()) {
      repeated.put(frame.duplicate());
    }
    return repeated.flip();
  }

  private static ByteBuffer frame(OutputForm form) {
    String text = "y\n".repeat(CHILD_BYTES_PER_FRAME / 2);
    return switch (form) {
      case TEXT -> textFrame("data", text.replace("\n", "\\n"));
      case BASE64 ->
          textFrame(
              "data_base64",
              Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
      case BINARY -> binaryFrame(text.getBytes(StandardCharsets.US_ASCII));
      case NONE -> throw new IllegalArgumentException("no output is no flood");
    };
  }

  private static ByteBuffer textFrame(String member, String data) {
    String message =
        "{\"jsonrpc\":\"2.0\",\"method\":\"process.output\",\"params\":{\"execution_id\":\"1\","
            + "\"type\":\"stdout\",\""
            + member
            + "\":\""
            + data
            + "\",\"offset\":0,\"bytes\":"
            + CHILD_BYTES_PER_FRAME
            + ",\"truncated\":false}}";
    return webSocketFrame(FINAL_TEXT, message.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuffer binaryFrame(byte[] data) {
    ByteBuffer payload = ByteBuffer.allocate(DataFrameHeader.BYTES + data.length);
    payload.position(DataFrameHeader.BYTES).put(data);
    return webSocketFrame(FINAL_BINARY, payload.array());
  }

  private static ByteBuffer webSocketFrame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(2 + Long.BYTES + payload.length);
    frame.put((byte) firstByte).put((byte) LENGTH_IN_64_BITS).putLong(payload.length);
    return frame.put(payload).flip();
  }

  /** Returns when the sender has ended. The client must be closed before. */
  void awaitEnd() throws IOException, InterruptedException {
    listening.close();
    thread.join();
  }
}
