package dev.ccexecutor.server.session.output;

/**
 * Tells for many bytes at once, and without a branch, whether they can be part of well-formed UTF-8
 * (Unicode, table 3-7). What comes next from a state by a byte is a shift: each byte has one word,
 * in which the six bits at the place that a state names are the next state. So one step waits for
 * the one before by a single shift only.
 */
final class Utf8Automaton {
  private static final int STATE_BITS = 6;
  private static final int STATE_MASK = (1 << STATE_BITS) - 1;

  /** Between two characters; also where a text begins. */
  static final int BOUNDARY = 0;

  /** There is something ill-formed in it. No byte leads out of here. */
  static final int ILL_FORMED = STATE_BITS;

  private static final int ONE_MORE = 2 * STATE_BITS;
  private static final int TWO_MORE = 3 * STATE_BITS;
  private static final int THREE_MORE = 4 * STATE_BITS;

  // Behind these leads the second byte has a narrower range, for else there would be overlong
  // forms, surrogates, or what is beyond U+10FFFF.
  private static final int AFTER_E0 = 5 * STATE_BITS;
  private static final int AFTER_ED = 6 * STATE_BITS;
  private static final int AFTER_F0 = 7 * STATE_BITS;
  private static final int AFTER_F4 = 8 * STATE_BITS;
  private static final int LAST = AFTER_F4;

  private static final long[] STEPS = steps();

  private Utf8Automaton() {}

  /** The state after eight more bytes, the first of them the lowest of the word. */
  static int afterWord(int state, long word) {
    long next = STEPS[(int) word & 0xff] >>> state;
    next = STEPS[(int) (word >>> 8) & 0xff] >>> next;
    next = STEPS[(int) (word >>> 16) & 0xff] >>> next;
    next = STEPS[(int) (word >>> 24) & 0xff] >>> next;
    next = STEPS[(int) (word >>> 32) & 0xff] >>> next;
    next = STEPS[(int) (word >>> 40) & 0xff] >>> next;
    next = STEPS[(int) (word >>> 48) & 0xff] >>> next;
    return (int) (STEPS[(int) (word >>> 56)] >>> next) & STATE_MASK;
  }

  private static long[] steps() {
    long[] steps = new long[0x100];
    for (int value = 0; value < steps.length; value++) {
      for (int state = BOUNDARY; state <= LAST; state += STATE_BITS) {
        steps[value] |= (long) after(state, value) << state;
      }
    }
    return steps;
  }

  private static int after(int state, int value) {
    return switch (state) {
      case BOUNDARY -> afterLead(value);
      case ONE_MORE -> within(value, 0x80, 0xbf, BOUNDARY);
      case TWO_MORE -> within(value, 0x80, 0xbf, ONE_MORE);
      case THREE_MORE -> within(value, 0x80, 0xbf, TWO_MORE);
      case AFTER_E0 -> within(value, 0xa0, 0xbf, ONE_MORE);
      case AFTER_ED -> within(value, 0x80, 0x9f, ONE_MORE);
      case AFTER_F0 -> within(value, 0x90, 0xbf, TWO_MORE);
      case AFTER_F4 -> within(value, 0x80, 0x8f, TWO_MORE);
      default -> ILL_FORMED;
    };
  }

  private static int within(int value, int lowest, int highest, int next) {
    return value >= lowest && value <= highest ? next : ILL_FORMED;
  }

  private static int afterLead(int lead) {
    return switch (lead) {
      case 0xe0 -> AFTER_E0;
      case 0xed -> AFTER_ED;
      case 0xf0 -> AFTER_F0;
      case 0xf4 -> AFTER_F4;
      default -> {
        if (lead < 0x80) {
          yield BOUNDARY;
        }
        if (lead < 0xc2 || lead > 0xf4) {
          yield ILL_FORMED;
        }
        yield lead < 0xe0 ? ONE_MORE : lead < 0xf0 ? TWO_MORE : THREE_MORE;
      }
    };
  }
}
