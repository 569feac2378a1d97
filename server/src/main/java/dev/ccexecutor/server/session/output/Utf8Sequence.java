package dev.ccexecutor.server.session.output;

/** What UTF-8 says about a byte beyond ASCII and those behind it (Unicode, table 3-7). */
final class Utf8Sequence {
  /** The end cuts off what is well-formed so far. */
  static final int UNFINISHED = 0;

  private static final long TWO_OF_THREE_MASK = 0xc0c0f0c0c0f0L;
  private static final long TWO_OF_THREE = 0x8080e08080e0L;
  private static final int LONGEST = 4;
  private static final int CONTINUATION_MASK = 0xc0;
  private static final int CONTINUATION = 0x80;

  private Utf8Sequence() {}

  /**
   * Judges what begins with a byte beyond ASCII.
   *
   * @return the length of a well-formed sequence; the negated length of an ill-formed maximal
   *     subpart; or {@link #UNFINISHED}
   */
  static int lengthOf(byte[] text, int from, int length) {
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

  /**
   * Whether the lower six bytes of a word, the first of them the lowest, are two characters of
   * three bytes.
   */
  static boolean beginsWithTwoOfThree(long word) {
    return (word & TWO_OF_THREE_MASK) == TWO_OF_THREE
        && isNeitherOverlongNorSurrogate((int) word)
        && isNeitherOverlongNorSurrogate((int) (word >>> 24));
  }

  /** Looks at the bits of a lead byte, and of the one behind it, that the marks of both leave. */
  private static boolean isNeitherOverlongNorSurrogate(int three) {
    int high = three & 0x200f;
    return high != 0 && high != 0x200d;
  }

  /**
   * How many bytes before this place belong to a sequence that goes on here, if all is well-formed.
   */
  static int begunBefore(byte[] text, int at) {
    int begun = 1;
    while (begun < LONGEST && (text[at - begun] & CONTINUATION_MASK) == CONTINUATION) {
      begun++;
    }
    return begun;
  }
}
