package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Output messages that were made beforehand, as a server would send them for {@code yes}. */
public final class PreparedFrames {
  private static final int CHILD_BYTES_PER_FRAME = 64 * 1024;
  private static final int FRAMES_PER_WRITE = 8;
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int LENGTH_IN_64_BITS = 127;

  private PreparedFrames() {}

  /** As many as are worth one call of the kernel. The caller owns the buffer. */
  public static ByteBuffer of(OutputForm form) {
    return repeat(frame(form));
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
}
