package dev.ccexecutor.server.session.output;

/**
 * What characters become inside a JSON string (RFC 8259, 7), each in one word: its bytes, the first
 * lowest, and in the highest byte how many there are. What needs no escape is in here too, so that
 * nothing has to branch.
 */
final class JsonEscapes {
  /** Where in a word the number of bytes is. */
  static final int LENGTH_SHIFT = 56;

  static final int ASCII_BITS = 7;

  /** For each byte; those beyond ASCII stay as they are. */
  static final long[] OF_BYTES = escapes();

  /**
   * For each two ASCII characters, the first of them in the lower bits of the index; negative where
   * both together are too long.
   */
  static final long[] OF_PAIRS = escapesOfPairs();

  private static final long TOO_LONG = -1;

  /** As many bytes as there is room for beside their number. */
  private static final int LONGEST_PACKED = 7;

  private JsonEscapes() {}

  private static long[] escapes() {
    long[] escapes = new long[0x100];
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

  private static long[] escapesOfPairs() {
    long[] pairs = new long[1 << (2 * ASCII_BITS)];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = packed(OF_BYTES[i & 0x7f], OF_BYTES[i >>> ASCII_BITS]);
    }
    return pairs;
  }

  private static long packed(long first, long second) {
    long firstBytes = first >>> LENGTH_SHIFT;
    long bytes = firstBytes + (second >>> LENGTH_SHIFT);
    if (bytes > LONGEST_PACKED) {
      return TOO_LONG;
    }
    return (bytes << LENGTH_SHIFT)
        | withoutLength(first)
        | (withoutLength(second) << (firstBytes * Byte.SIZE));
  }

  private static long withoutLength(long packed) {
    return packed & ((1L << LENGTH_SHIFT) - 1);
  }

  private static long packed(String latin1) {
    long bytes = (long) latin1.length() << LENGTH_SHIFT;
    for (int i = 0; i < latin1.length(); i++) {
      bytes |= (long) latin1.charAt(i) << (i * Byte.SIZE);
    }
    return bytes;
  }
}
