package dev.ccexecutor.server.session.output;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of unknown origin as the inside of a JSON string: escapes as RFC 8259 asks for, and U+FFFD
 * for what is no UTF-8, one for each maximal subpart, as the decoder of the WHATWG Encoding
 * Standard does.
 *
 * <p>It reads and stores words of eight bytes, also where fewer count: what was stored too much is
 * overwritten by what comes next.
 */
final class JsonText {
  /** So many bytes, whatever they are, the array of a text must have behind the text. */
  static final int SLACK_BYTES = Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int LONGEST_ESCAPE = 6;
  private static final int ESCAPE_LENGTH_SHIFT = 56;
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  /**
   * For each ASCII character what it becomes, first byte lowest, and how many bytes that is in the
   * highest byte. What needs no escape is in here too, so that nothing has to branch.
   */
  private static final long[] ESCAPES = escapes();

  private JsonText() {}

  /**
   * Appends text to a message.
   *
   * @param text in an array that is longer than it by at least {@link #SLACK_BYTES}
   * @return how many bytes were taken: all, but for a character that is cut off at the end
   */
  static int append(byte[] text, int length, FrameBuffer message) {
    message.require(length * LONGEST_ESCAPE + Long.BYTES);
    byte[] out = message.bytes;
    int to = message.end;
    int from = 0;
    while (from < length) {
      long word = (long) LONGS.get(text, from);
      if ((word & HIGH_BITS) == 0 && from + Long.BYTES <= length) {
        to = appendAsciiWord(word, out, to);
        from += Long.BYTES;
        continue;
      }
      int ascii = Math.min(leadingAscii(word), length - from);
      to = appendLeading(word, ascii, out, to);
      from += ascii;

      int wellFormed = Utf8Sequence.copyAll(text, from, length, out, to);
      from += wellFormed;
      to += wellFormed;

      if (from < length && text[from] < 0) {
        int sequence = Utf8Sequence.lengthOf(text, from, length);
        if (sequence == Utf8Sequence.UNFINISHED) {
          break;
        }
        to = appendSequence(text, from, sequence, out, to);
        from += Math.abs(sequence);
      }
    }
    message.end = to;
    return from;
  }

  /** Appends the sign for what could not be read. */
  static void appendReplacement(FrameBuffer message) {
    message.append(REPLACEMENT);
  }

  /** Once a word has one special byte, to look up all eight costs less than to find out which. */
  private static int appendAsciiWord(long word, byte[] out, int to) {
    if (specialBytes(word) == 0) {
      LONGS.set(out, to, word);
      return to + Long.BYTES;
    }
    int end = appendAscii(word, out, to);
    end = appendAscii(word >>> 8, out, end);
    end = appendAscii(word >>> 16, out, end);
    end = appendAscii(word >>> 24, out, end);
    end = appendAscii(word >>> 32, out, end);
    end = appendAscii(word >>> 40, out, end);
    end = appendAscii(word >>> 48, out, end);
    return appendAscii(word >>> 56, out, end);
  }

  /** Appends the first bytes of a word, which are ASCII; those before an escape all at once. */
  private static int appendLeading(long word, int count, byte[] out, int to) {
    LONGS.set(out, to, word);
    int plain = Math.min(lowestFlagged(specialBytes(word)), count);
    int end = to + plain;
    for (int i = plain; i < count; i++) {
      end = appendAscii(word >>> (i * Byte.SIZE), out, end);
    }
    return end;
  }

  /** Appends the lowest byte of a word, which is ASCII. */
  private static int appendAscii(long word, byte[] out, int to) {
    long escape = ESCAPES[(int) word & 0x7f];
    LONGS.set(out, to, escape);
    return to + (int) (escape >>> ESCAPE_LENGTH_SHIFT);
  }

  /**
   * Flags control characters, quotes, backslashes and what is beyond ASCII. Borrows only go up, and
   * only out of special bytes: the lowest flag is right, as is that there is none.
   */
  private static long specialBytes(long word) {
    long quotes = word ^ (LOW_BITS * '"');
    long backslashes = word ^ (LOW_BITS * '\\');
    long special = (word - LOW_BITS * ' ') | (quotes - LOW_BITS) | (backslashes - LOW_BITS) | word;
    return special & HIGH_BITS;
  }

  /** How many of the word's bytes come before the first beyond ASCII; eight if none is. */
  private static int leadingAscii(long word) {
    return lowestFlagged(word & HIGH_BITS);
  }

  /** The place of the first byte whose high bit is set; eight if there is none. */
  private static int lowestFlagged(long flags) {
    return Long.numberOfTrailingZeros(flags) / Byte.SIZE;
  }

  private static int appendSequence(byte[] text, int from, int sequence, byte[] out, int to) {
    if (sequence > 0) {
      System.arraycopy(text, from, out, to, sequence);
      return to + sequence;
    }
    System.arraycopy(REPLACEMENT, 0, out, to, REPLACEMENT.length);
    return to + REPLACEMENT.length;
  }

  private static long[] escapes() {
    long[] escapes = new long[0x80];
    for (int i = 0; i < escapes.length; i++) {
      escapes[i] = packed(i < ' ' ? String.format("\\u%04x", i) : Character.toString(i));
    }
    escapes['"'] = packed("\\\"");
    escapes['\\'] = packed("\\\\");
    escapes['\b'] = packed("\\b");
    escapes['\f'] = packed("\\f");
    escapes['\n'] = packed("\\n");
    escapes['\r'] = packed("\\r");
    escapes['\t'] = packed("\\t");
    return escapes;
  }

  private static long packed(String ascii) {
    long bytes = (long) ascii.length() << ESCAPE_LENGTH_SHIFT;
    for (int i = 0; i < ascii.length(); i++) {
      bytes |= (long) ascii.charAt(i) << (i * Byte.SIZE);
    }
    return bytes;
  }
}
