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
 * <p>It goes by blocks. What is well-formed, which is nearly everything, is read and stored in
 * words of eight bytes, whatever characters they cut; a block with something ill-formed in it goes
 * character by character. Words are stored whole, also where fewer bytes count: what was stored too
 * much is overwritten by what comes next.
 */
final class JsonText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long BLANKS = LOW_BITS * ' ';
  private static final long QUOTES = LOW_BITS * '"';
  private static final long BACKSLASHES = LOW_BITS * '\\';

  /** The marks of an ASCII character and of two lead bytes with what follows them. */
  private static final long ASCII_THEN_THREES_MASK = 0xc0c0f0c0c0f080L;

  private static final long ASCII_THEN_THREES = 0x8080e08080e000L;
  private static final int TWO_OF_THREE_BYTES = 6;
  private static final int BLOCK_BYTES = 8 * Long.BYTES;
  private static final int LONGEST_ESCAPE = 6;

  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  private static final long FIRST_OF_PAIRS = 0x007f007f007f007fL;
  private static final long SECOND_OF_PAIRS = FIRST_OF_PAIRS << JsonEscapes.ASCII_BITS;
  private static final int PAIR_MASK = (1 << (2 * JsonEscapes.ASCII_BITS)) - 1;

  private JsonText() {}

  /**
   * Appends text to a message.
   *
   * @return how many bytes were taken: all, but for a character that is cut off at the end
   */
  static int append(byte[] text, int length, FrameBuffer message) {
    message.require(length * LONGEST_ESCAPE + Long.BYTES);
    int from = appendAscii(text, 0, length, message);
    while (from + BLOCK_BYTES <= length) {
      int next = appendPairsOfThree(text, from, length, message);
      if (next > from) {
        from = appendAscii(text, next, length, message);
        continue;
      }
      int state = stateAfterBlock(text, from);
      if (state == Utf8Automaton.ILL_FORMED) {
        int blockEnd = from + BLOCK_BYTES;
        from = appendCharacters(text, from, blockEnd, length, message);
        if (from < blockEnd) {
          return from;
        }
      } else {
        appendBlock(text, from, message);
        from = takeBack(state, text, from + BLOCK_BYTES, message);
      }
      from = appendAscii(text, from, length, message);
    }
    return appendCharacters(text, from, length, length, message);
  }

  /** Appends the sign for what could not be read. */
  static void appendReplacement(FrameBuffer message) {
    message.append(REPLACEMENT);
  }

  /**
   * Appends whole words as long as there is nothing but ASCII in them; returns where that ended.
   */
  private static int appendAscii(byte[] text, int from, int length, FrameBuffer message) {
    byte[] out = message.bytes;
    int end = message.end;
    int at = from;
    while (at + Long.BYTES <= length) {
      long word = (long) LONGS.get(text, at);
      if ((word & HIGH_BITS) != 0) {
        break;
      }
      if (hasSpecialAscii(word)) {
        end = appendPairs(word, out, end);
      } else {
        LONGS.set(out, end, word);
        end += Long.BYTES;
      }
      at += Long.BYTES;
    }
    message.end = end;
    return at;
  }

  /**
   * Appends characters of three bytes, by two in a word, as long as there are at most single ASCII
   * characters between them: what most of East Asia's text is. Returns where that ended.
   */
  private static int appendPairsOfThree(byte[] text, int from, int length, FrameBuffer message) {
    byte[] out = message.bytes;
    int end = message.end;
    int at = from;
    while (at + Long.BYTES <= length) {
      long word = (long) LONGS.get(text, at);
      if ((word & ASCII_THEN_THREES_MASK) == ASCII_THEN_THREES) {
        end = appendPacked(JsonEscapes.OF_BYTES[(int) word & 0x7f], out, end);
        at++;
        word >>>= Byte.SIZE;
      }
      if (!Utf8Sequence.beginsWithTwoOfThree(word)) {
        break;
      }
      LONGS.set(out, end, word);
      end += TWO_OF_THREE_BYTES;
      at += TWO_OF_THREE_BYTES;
    }
    message.end = end;
    return at;
  }

  private static int stateAfterBlock(byte[] text, int from) {
    int state = Utf8Automaton.BOUNDARY;
    for (int at = from; at < from + BLOCK_BYTES; at += Long.BYTES) {
      state = Utf8Automaton.afterWord(state, (long) LONGS.get(text, at));
    }
    return state;
  }

  private static void appendBlock(byte[] text, int from, FrameBuffer message) {
    byte[] out = message.bytes;
    int end = message.end;
    for (int at = from; at < from + BLOCK_BYTES; at += Long.BYTES) {
      long word = (long) LONGS.get(text, at);
      if (hasSpecial(word)) {
        end = appendBytes(word, out, end);
      } else {
        LONGS.set(out, end, word);
        end += Long.BYTES;
      }
    }
    message.end = end;
  }

  /** Once a word has one special byte, to look up all of them costs less than to find out which. */
  private static int appendPairs(long word, byte[] out, int to) {
    long pairs = (word & FIRST_OF_PAIRS) | ((word >>> 1) & SECOND_OF_PAIRS);
    long first = JsonEscapes.OF_PAIRS[(int) pairs & PAIR_MASK];
    long second = JsonEscapes.OF_PAIRS[(int) (pairs >>> 16) & PAIR_MASK];
    long third = JsonEscapes.OF_PAIRS[(int) (pairs >>> 32) & PAIR_MASK];
    long fourth = JsonEscapes.OF_PAIRS[(int) (pairs >>> 48) & PAIR_MASK];
    if ((first | second | third | fourth) < 0) {
      return appendBytes(word, out, to);
    }
    int end = appendPacked(first, out, to);
    end = appendPacked(second, out, end);
    end = appendPacked(third, out, end);
    return appendPacked(fourth, out, end);
  }

  private static int appendBytes(long word, byte[] out, int to) {
    int end = to;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      end = appendPacked(JsonEscapes.OF_BYTES[(int) (word >>> shift) & 0xff], out, end);
    }
    return end;
  }

  private static int appendPacked(long packed, byte[] out, int to) {
    LONGS.set(out, to, packed);
    return to + (int) (packed >>> JsonEscapes.LENGTH_SHIFT);
  }

  /**
   * Whether there are control characters, quotes or backslashes. A borrow only goes up, and only
   * out of a special byte, so it can't make one where none is.
   */
  private static boolean hasSpecial(long word) {
    long quotes = word ^ QUOTES;
    long backslashes = word ^ BACKSLASHES;
    long special =
        ((word - BLANKS) & ~word)
            | ((quotes - LOW_BITS) & ~quotes)
            | ((backslashes - LOW_BITS) & ~backslashes);
    return (special & HIGH_BITS) != 0;
  }

  /** The same where all bytes are ASCII. */
  private static boolean hasSpecialAscii(long word) {
    long special =
        (word - BLANKS) | ((word ^ QUOTES) - LOW_BITS) | ((word ^ BACKSLASHES) - LOW_BITS);
    return (special & HIGH_BITS) != 0;
  }

  /**
   * Goes back to where the character began that goes on here, if one does: it went out as it is.
   */
  private static int takeBack(int state, byte[] text, int from, FrameBuffer message) {
    int begun = state == Utf8Automaton.BOUNDARY ? 0 : Utf8Sequence.begunBefore(text, from);
    message.end -= begun;
    return from - begun;
  }

  /**
   * Appends what begins before {@code to}.
   *
   * @return where it ended; before {@code to} where the end of the text cuts a character off
   */
  private static int appendCharacters(
      byte[] text, int from, int to, int length, FrameBuffer message) {
    byte[] out = message.bytes;
    int end = message.end;
    int at = from;
    while (at < to) {
      if (text[at] >= 0) {
        end = appendPacked(JsonEscapes.OF_BYTES[text[at++]], out, end);
        continue;
      }
      int sequence = Utf8Sequence.lengthOf(text, at, length);
      if (sequence == Utf8Sequence.UNFINISHED) {
        break;
      }
      end = appendSequence(text, at, sequence, out, end);
      at += Math.abs(sequence);
    }
    message.end = end;
    return at;
  }

  private static int appendSequence(byte[] text, int from, int sequence, byte[] out, int to) {
    if (sequence > 0) {
      System.arraycopy(text, from, out, to, sequence);
      return to + sequence;
    }
    System.arraycopy(REPLACEMENT, 0, out, to, REPLACEMENT.length);
    return to + REPLACEMENT.length;
  }
}
