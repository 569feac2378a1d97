package dev.ccexecutor.server.session.output;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What UTF-8 says about a byte beyond ASCII and those behind it (Unicode, table 3-7). */
final class Utf8Sequence {
  /** The end cuts off what is well-formed so far. */
  static final int UNFINISHED = 0;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Utf8Sequence() {}

  /**
   * Copies well-formed sequences until something else comes. The last one may be left over, if it
   * ends within the text's last three bytes.
   *
   * @return how many bytes were copied; up to three more may have been stored
   */
  static int copyAll(byte[] text, int from, int length, byte[] out, int to) {
    int copied = 0;
    while (from + copied + Integer.BYTES <= length) {
      int four = (int) INTS.get(text, from + copied);
      int sequence = wellFormedLength(four);
      if (sequence == 0) {
        break;
      }
      INTS.set(out, to + copied, four);
      copied += sequence;
    }
    return copied;
  }

  /**
   * The length of the sequence of two to four bytes with which these four begin, the first of them
   * the lowest; 0 if there is none, which includes ASCII. The masks take the marks of lead and
   * continuation bytes; then the bits that an overlong form has not, then surrogates and what is
   * beyond U+10FFFF.
   */
  private static int wellFormedLength(int four) {
    if ((four & 0xc0c0f0) == 0x8080e0) {
      int high = four & 0x200f;
      return high != 0 && high != 0x200d ? 3 : 0;
    }
    if ((four & 0xc0e0) == 0x80c0) {
      return (four & 0x1e) != 0 ? 2 : 0;
    }
    if ((four & 0xc0c0c0f8) == 0x808080f0) {
      return (four & 0x3007) != 0 && ((four & 4) == 0 || (four & 0x3003) == 0) ? 4 : 0;
    }
    return 0;
  }

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
}
