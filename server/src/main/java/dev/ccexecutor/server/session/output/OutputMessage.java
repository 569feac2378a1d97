package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamType;
import java.nio.charset.StandardCharsets;

/**
 * The fixed parts of an execution's {@code process.output} messages, for one stream and one member
 * for the data.
 */
final class OutputMessage {
  private static final byte[] AFTER_DATA = ascii("\",\"offset\":");
  private static final byte[] BEFORE_BYTES = ascii(",\"bytes\":");
  private static final byte[] AFTER_ALL = ascii(",\"truncated\":false}}");

  private final byte[] beforeData;

  /**
   * @param executionId of characters that JSON needs no escape for
   * @param dataMember the name of the member that bears the data
   */
  OutputMessage(String executionId, StreamType stream, String dataMember) {
    beforeData =
        ascii(
            "{\"jsonrpc\":\"2.0\",\"method\":\"process.output\",\"params\":{\"execution_id\":\""
                + executionId
                + "\",\"type\":\""
                + stream.wireName()
                + "\",\""
                + dataMember
                + "\":\"");
  }

  /** Begins a message; the data goes behind it. */
  FrameBuffer begin() {
    return FrameBuffer.start().append(beforeData);
  }

  /**
   * Ends it.
   *
   * @param offset of the first of the child's bytes that the message stands for
   * @param bytes how many of them it stands for
   */
  static void end(FrameBuffer message, long offset, int bytes) {
    message.append(AFTER_DATA).append(offset).append(BEFORE_BYTES).append(bytes).append(AFTER_ALL);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
