package dev.ccexecutor.server.session.output;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of unknown origin as the inside of a JSON string: escapes as RFC 8259 asks for, and U+FFFD
 * for what is no UTF-8, one for each maximal subpart, as the decoder of the WHATWG Encoding
 * Standard does.
 */
final class JsonText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int LONGEST_ESCAPE = 6;
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /**
   * For each ASCII character: 0 to go as it is, 'u' to go as \\u00XX, else the letter behind the
   * backslash.
   */
  private static final byte[] ESCAPES = escapes();

  private JsonText() {}

  /**
   * Appends text to a message.
   *
   * @return how many bytes were taken: all, but for a character that is cut off at the end
   */
  static int append(byte[] text, int length, FrameBuffer message) {
    message.require(length * LONGEST_ESCAPE);
    byte[] out = message.bytes;
    int to = message.end;
    int from = 0;
    while (from < length) {
      int plain = plainRun(text, from, length);
      System.arraycopy(text, from, out, to, plain);
      from += plain;
      to += plain;
      if (from == length) {
        break;
      }
      if (text[from] >= 0) {
        to = appendAscii(text[from++], out, to);
        continue;
      }
      int sequence = sequenceLength(text, from, length);
      if (sequence == UNFINISHED) {
        break;
      }
      to = appendSequence(text, from, sequence, out, to);
      from += Math.abs(sequence);
    }
    message.end = to;
    return from;
  }

  /** Appends the sign for what could not be read. */
  static void appendReplacement(FrameBuffer message) {
    message.append(REPLACEMENT);
  }

  /**
   * Eight bytes at a time, how many go as they are; at least those before the first special one,
   * less seven.
   */
  private static int plainRun(byte[] text, int from, int length) {
    int at = from;
    while (at + Long.BYTES <= length && isPlain((long) LONGS.get(text, at))) {
      at += Long.BYTES;
    }
    return at - from;
  }

  /**
   * Whether none of eight bytes is a control character, a quote, a backslash or beyond ASCII. A
   * borrow between bytes can only report a special byte above a special byte, so the answer for the
   * whole word is exact.
   */
  private static boolean isPlain(long word) {
    long quotes = word ^ (LOW_BITS * '"');
    long backslashes = word ^ (LOW_BITS * '\\');
    long special = (word - LOW_BITS * ' ') | (quotes - LOW_BITS) | (backslashes - LOW_BITS) | word;
    return (special & HIGH_BITS) == 0;
  }

  private static int appendAscii(byte character, byte[] out, int to) {
    byte escape = ESCAPES[character];
    if (escape == 0) {
      out[to] = character;
      return to + 1;
    }
    out[to] = '\\';
    out[to + 1] = escape;
    if (escape != 'u') {
      return to + 2;
    }
    out[to + 2] = '0';
    out[to + 3] = '0';
    out[to + 4] = HEX[character >> 4];
    out[to + 5] = HEX[character & 0xf];
    return to + LONGEST_ESCAPE;
  }

  private static int appendSequence(byte[] text, int from, int sequence, byte[] out, int to) {
    if (sequence > 0) {
      System.arraycopy(text, from, out, to, sequence);
      return to + sequence;
    }
    System.arraycopy(REPLACEMENT, 0, out, to, REPLACEMENT.length);
    return to + REPLACEMENT.length;
  }

  private static final int UNFINISHED = 0;

  /**
   * Judges what begins with a byte beyond ASCII.
   *
   * @return the length of a well-formed character; the negated length of an ill-formed maximal
   *     subpart; or {@link #UNFINISHED} if the end cuts off what is well-formed so far
   */
  private static int sequenceLength(byte[] text, int from, int length) {
    int lead = text[from] & 0xff;
    int wanted = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (wanted == 0) {
      return -1;
    }
    int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    for (int i = 1; i <= wanted; i++) {
      if (from + i == length) {
        return UNFINISHED;
      }
      int next = text[from + i] & 0xff;
      if (next < lowest || next > highest) {
        return -i;
      }
      lowest = 0x80;
      highest = 0xbf;
    }
    return wanted + 1;
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[0x80];
    Arrays.fill(escapes, 0, ' ', (byte) 'u');
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    return escapes;
  }
}
