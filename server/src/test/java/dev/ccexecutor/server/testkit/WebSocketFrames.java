package dev.ccexecutor.server.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames of RFC 6455, section 5.2, bit by bit. */
public final class WebSocketFrames {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;

  private WebSocketFrames() {}

  /** A frame as the server sent it. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares frames.
  record Frame(int opcode, byte[] payload) {}

  /** A whole message in one frame, masked as a client's must be. */
  public static byte[] whole(int opcode, byte[] payload) {
    return frame(true, opcode, payload);
  }

  /** A text message in one frame. */
  public static byte[] text(String text) {
    return whole(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A close frame with a code. */
  public static byte[] close(int code) {
    return whole(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** One frame, masked as a client's must be. */
  public static byte[] frame(boolean last, int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
    frame.writeBytes(header(last, opcode, payload.length, true));
    frame.writeBytes(MASK);
    frame.writeBytes(masked(payload));
    return frame.toByteArray();
  }

  private static byte[] masked(byte[] payload) {
    byte[] masked = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      masked[i] = (byte) (payload[i] ^ MASK[i % MASK.length]);
    }
    return masked;
  }

  /** A whole message without a mask, which no client may send. */
  public static byte[] unmasked(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(header(true, opcode, payload.length, false));
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** The start of a masked frame whose payload, of the length announced, the test sends itself. */
  public static byte[] announcement(int opcode, long length) {
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    start.writeBytes(header(true, opcode, length, true));
    start.writeBytes(MASK);
    return start.toByteArray();
  }

  private static byte[] header(boolean last, int opcode, long length, boolean masked) {
    int mask = masked ? MASKED : 0;
    ByteBuffer header = ByteBuffer.allocate(10);
    header.put((byte) ((last ? FIN : 0) | opcode));
    if (length < LENGTH_IN_16_BITS) {
      header.put((byte) (mask | length));
    } else if (length <= 0xffff) {
      header.put((byte) (mask | LENGTH_IN_16_BITS)).putShort((short) length);
    } else {
      header.put((byte) (mask | LENGTH_IN_64_BITS)).putLong(length);
    }
    byte[] bytes = new byte[header.position()];
    header.flip().get(bytes);
    return bytes;
  }

  /**
   * Reads what a server may send: whole messages in one frame, without mask and without extension
   * bits.
   */
  static Frame read(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    if ((first & 0xf0) != FIN) {
      throw new AssertionError(
          "a fragment, or bits of an extension: " + Integer.toHexString(first));
    }
    int length = in.readUnsignedByte();
    if (length >= MASKED) {
      throw new AssertionError("the server has masked a frame");
    }
    long bytes =
        switch (length) {
          case LENGTH_IN_16_BITS -> in.readUnsignedShort();
          case LENGTH_IN_64_BITS -> in.readLong();
          default -> length;
        };
    byte[] payload = new byte[Math.toIntExact(bytes)];
    in.readFully(payload);
    return new Frame(first & 0x0f, payload);
  }
}
