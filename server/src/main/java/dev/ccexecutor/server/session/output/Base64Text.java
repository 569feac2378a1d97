package dev.ccexecutor.server.session.output;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.Base64;

/**
 * Bytes in base64 (RFC 4648, with padding). The JDK's encoder, which uses the CPU's vectors, takes
 * whole arrays only, so the bytes go through windows of a fixed size, one set for each event loop,
 * and nothing is allocated for them.
 */
final class Base64Text {
  private static final FastThreadLocal<Base64Text> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Base64Text initialValue() {
          return new Base64Text();
        }
      };

  /** For bulk; small enough for the CPU's first cache. */
  private final Window large = new Window(3 * 1024);

  /** For the rest, so that a short chunk does not cost as much as a long one. */
  private final Window small = new Window(3 * 32);

  private Base64Text() {}

  /** Appends a buffer's readable bytes to a message; the buffer stays as it is. */
  static void append(ByteBuf bytes, FrameBuffer message) {
    Base64Text windows = OF_THREAD.get();
    int from = bytes.readerIndex();
    int end = bytes.writerIndex();
    message.require(encodedLength(end - from));
    from = windows.large.encodeWhole(bytes, from, message);
    from = windows.small.encodeWhole(bytes, from, message);
    if (from < end) {
      windows.small.encodeRest(bytes, from, message);
    }
  }

  private static int encodedLength(int bytes) {
    return (bytes + 2) / 3 * 4;
  }

  /** Bytes on one side, as many as fill groups of three, and what they become on the other. */
  private static final class Window {
    private final byte[] raw;
    private final byte[] encoded;

    Window(int bytes) {
      raw = new byte[bytes];
      encoded = new byte[encodedLength(bytes)];
    }

    /** Encodes as many full windows as there are, and returns where the rest begins. */
    int encodeWhole(ByteBuf bytes, int from, FrameBuffer message) {
      int at = from;
      for (; bytes.writerIndex() - at >= raw.length; at += raw.length) {
        bytes.getBytes(at, raw);
        Base64.getEncoder().encode(raw, encoded);
        message.append(encoded, encoded.length);
      }
      return at;
    }

    /**
     * Encodes less than a window, with zeros behind it: that is how RFC 4648 fills up the last
     * group, in which padding then takes the place of what are zeros only.
     */
    void encodeRest(ByteBuf bytes, int from, FrameBuffer message) {
      int count = bytes.writerIndex() - from;
      bytes.getBytes(from, raw, 0, count);
      Arrays.fill(raw, count, raw.length, (byte) 0);
      Base64.getEncoder().encode(raw, encoded);
      int length = encodedLength(count);
      Arrays.fill(encoded, length - paddingLength(count), length, (byte) '=');
      message.append(encoded, length);
    }

    private static int paddingLength(int bytes) {
      return (3 - bytes % 3) % 3;
    }
  }
}
