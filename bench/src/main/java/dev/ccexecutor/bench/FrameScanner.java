package dev.ccexecutor.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Walks over a server's WebSocket frames and counts the child's bytes, looking at headers and ends
 * only: a payload is skipped, not read. For one thread.
 */
final class FrameScanner {
  private static final int CONTINUATION = 0x00;
  private static final int FINAL_CONTINUATION = 0x80;
  private static final int FINAL_TEXT = 0x81;
  private static final int BINARY = 0x02;
  private static final int FINAL_BINARY = 0x82;
  private static final int FINAL_CLOSE = 0x88;
  private static final int FINAL_PING = 0x89;
  private static final int BASE_HEADER_BYTES = 2;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int LONGEST_HEADER = BASE_HEADER_BYTES + Long.BYTES;

  /** Longer than any message that is not output, so that those are kept whole. */
  private static final int TAIL_BYTES = 2048;

  /** What the member {@code bytes} is followed by in {@code process.output}. */
  private static final byte[] AFTER_BYTES =
      ",\"truncated\":false}}".getBytes(StandardCharsets.US_ASCII);

  private final int binaryHeaderBytes;
  private final Consumer<String> messages;
  private final byte[] header = new byte[LONGEST_HEADER];
  private final byte[] tail = new byte[TAIL_BYTES];
  private int headerBytes;
  private int tailBytes;
  private boolean inPayload;
  private long payloadBytes;
  private long missingBytes;
  private long childBytes;
  private long dataFrames;
  private boolean closed;

  /**
   * @param binaryHeaderBytes what stands before the child's bytes in a binary message
   * @param messages gets each text message that is no output
   */
  FrameScanner(int binaryHeaderBytes, Consumer<String> messages) {
    this.binaryHeaderBytes = binaryHeaderBytes;
    this.messages = messages;
  }

  /** The child's bytes in all frames that have come to their end. */
  long childBytes() {
    return childBytes;
  }

  /** How many data frames have come to their end. */
  long dataFrames() {
    return dataFrames;
  }

  /** Whether the server's close frame has come. */
  boolean isClosed() {
    return closed;
  }

  /** Takes all bytes that remain in the buffer, wherever frames begin and end in it. */
  void scan(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (inPayload) {
        skipPayload(bytes);
      } else {
        header[headerBytes++] = bytes.get();
        beginPayloadIfHeaderIsWhole();
      }
    }
  }

  private void beginPayloadIfHeaderIsWhole() {
    if (headerBytes < BASE_HEADER_BYTES) {
      return;
    }
    int lengthBytes =
        switch (header[1]) {
          case LENGTH_IN_16_BITS -> Short.BYTES;
          case LENGTH_IN_64_BITS -> Long.BYTES;
          default -> 0;
        };
    if (headerBytes < BASE_HEADER_BYTES + lengthBytes) {
      return;
    }
    payloadBytes = lengthBytes == 0 ? header[1] : bigEndian(lengthBytes);
    missingBytes = payloadBytes;
    headerBytes = 0;
    tailBytes = 0;
    inPayload = true;
    endFrameIfWhole();
  }

  private long bigEndian(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << Byte.SIZE) | (header[BASE_HEADER_BYTES + i] & 0xff);
    }
    return value;
  }

  private void skipPayload(ByteBuffer bytes) {
    int here = (int) Math.min(missingBytes, bytes.remaining());
    int next = bytes.position() + here;
    if (isText()) {
      keepTail(bytes, here);
    }
    bytes.position(next);
    missingBytes -= here;
    endFrameIfWhole();
  }

  /** A frame may come in many reads, and its end may be cut anywhere. */
  private void keepTail(ByteBuffer bytes, int here) {
    int added = Math.min(here, TAIL_BYTES);
    int kept = Math.min(tailBytes, TAIL_BYTES - added);
    System.arraycopy(tail, tailBytes - kept, tail, 0, kept);
    bytes.get(bytes.position() + here - added, tail, kept, added);
    tailBytes = kept + added;
  }

  private void endFrameIfWhole() {
    if (missingBytes > 0) {
      return;
    }
    inPayload = false;
    switch (header[0] & 0xff) {
      case BINARY, FINAL_BINARY -> {
        childBytes += payloadBytes - binaryHeaderBytes;
        dataFrames++;
      }
      // Only binary messages come in fragments, and only from servers that write them as a stream.
      case CONTINUATION, FINAL_CONTINUATION -> childBytes += payloadBytes;
      case FINAL_TEXT -> endText();
      case FINAL_PING -> {
        // Sent to those who are silent; output that is taken is sign of life enough.
      }
      case FINAL_CLOSE -> closed = true;
      default ->
          throw new IllegalStateException(
              "an unexpected frame: 0x" + Integer.toHexString(header[0] & 0xff));
    }
  }

  private void endText() {
    int end = tailBytes - AFTER_BYTES.length;
    if (end < 0 || !Arrays.equals(tail, end, tailBytes, AFTER_BYTES, 0, AFTER_BYTES.length)) {
      messages.accept(new String(tail, 0, tailBytes, StandardCharsets.UTF_8));
      return;
    }
    long place = 1;
    for (int i = end - 1; tail[i] >= '0' && tail[i] <= '9'; i--) {
      childBytes += place * (tail[i] - '0');
      place *= 10;
    }
  }

  private boolean isText() {
    return (header[0] & 0xff) == FINAL_TEXT;
  }
}
