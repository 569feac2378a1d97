package dev.ccexecutor.server.session.output;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * Where output messages are put together: one growing array for each event loop, since a message is
 * written into it and copied out within one call. Frames are a server's: unmasked, final (RFC 6455,
 * 5.2).
 */
final class FrameBuffer {
  private static final int LONGEST_HEADER = 10;
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int MAX_16_BITS = 0xffff;
  private static final int LONGEST_NUMBER = 19;
  private static final int INITIAL_BYTES = 16 * 1024;

  private static final FastThreadLocal<FrameBuffer> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected FrameBuffer initialValue() {
          return new FrameBuffer();
        }
      };

  /** The message, into which encoders write directly. */
  byte[] bytes = new byte[INITIAL_BYTES];

  /** Where the next byte goes. */
  int end;

  private byte[] scratch = new byte[INITIAL_BYTES];

  private FrameBuffer() {}

  /** This thread's buffer, empty. */
  static FrameBuffer start() {
    FrameBuffer buffer = OF_THREAD.get();
    buffer.end = 0;
    return buffer;
  }

  /** Makes sure that so many bytes can be written behind {@link #end}. */
  void require(int count) {
    if (bytes.length - end < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + count));
    }
  }

  /**
   * Room for what is to be encoded, of so many bytes at least and with anything in it. There is one
   * for each event loop: the next call gives the same array.
   */
  byte[] scratch(int count) {
    if (scratch.length < count) {
      scratch = new byte[Math.max(2 * scratch.length, count)];
    }
    return scratch;
  }

  FrameBuffer append(byte[] ascii) {
    return append(ascii, ascii.length);
  }

  FrameBuffer append(byte[] ascii, int length) {
    require(length);
    System.arraycopy(ascii, 0, bytes, end, length);
    end += length;
    return this;
  }

  /** Appends a number, which is not negative, in decimal. */
  FrameBuffer append(long number) {
    require(LONGEST_NUMBER);
    int first = end;
    long rest = number;
    do {
      bytes[end++] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    reverse(first, end - 1);
    return this;
  }

  private void reverse(int first, int last) {
    for (int low = first, high = last; low < high; low++, high--) {
      byte swapped = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = swapped;
    }
  }

  /** The message as a text frame, in a buffer that the caller owns. */
  ByteBuf toTextFrame(ByteBufAllocator allocator) {
    ByteBuf frame = allocator.directBuffer(LONGEST_HEADER + end);
    writeHeader(frame, FINAL_TEXT, end);
    return frame.writeBytes(bytes, 0, end);
  }

  /** A whole message as a text frame, in a buffer that the caller owns. */
  static ByteBuf textFrame(ByteBufAllocator allocator, byte[] message) {
    ByteBuf frame = allocator.directBuffer(LONGEST_HEADER + message.length);
    writeHeader(frame, FINAL_TEXT, message.length);
    return frame.writeBytes(message);
  }

  /**
   * The header of a binary frame of so many bytes, with room for as many more behind it as are
   * asked for.
   */
  static ByteBuf binaryFrameHeader(ByteBufAllocator allocator, int length, int room) {
    ByteBuf frame = allocator.directBuffer(LONGEST_HEADER + room);
    writeHeader(frame, FINAL_BINARY, length);
    return frame;
  }

  private static void writeHeader(ByteBuf frame, int firstByte, int length) {
    frame.writeByte(firstByte);
    if (length < LENGTH_IN_16_BITS) {
      frame.writeByte(length);
    } else if (length <= MAX_16_BITS) {
      frame.writeByte(LENGTH_IN_16_BITS).writeShort(length);
    } else {
      frame.writeByte(LENGTH_IN_64_BITS).writeLong(length);
    }
  }
}
