package dev.ccexecutor.server.testkit;

import java.util.Arrays;
import java.util.BitSet;

/** One stream of a {@link GatheredOutput}. Every method fails on what must not come. */
final class GatheredStream {
  private static final int FIRST_CAPACITY = 8192;

  private final StreamName name;
  private final BitSet missing = new BitSet();
  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int length;
  private long next;
  private boolean ended;

  GatheredStream(StreamName name) {
    this.name = name;
  }

  /** A connection begins, and continues here. */
  void continueAt(long offset) {
    require(offset <= length, "asked for %d, and all before %d is there", offset, length);
    next = offset;
    ended = false;
  }

  void take(ReceivedOutput.Piece piece) {
    require(
        piece.childBytes() == piece.bytes().length,
        "a text of %d bytes stands for %d: not what the child wrote",
        piece.bytes().length,
        piece.childBytes());
    requireNext(piece.offset());
    int from = Math.toIntExact(piece.offset());
    int to = from + piece.bytes().length;
    growTo(to);
    for (int at = from; at < to; at++) {
      byte value = piece.bytes()[at - from];
      boolean known = at < length && !missing.get(at);
      require(!known || bytes[at] == value, "the byte at %d is another than before", at);
      bytes[at] = value;
    }
    missing.clear(from, to);
    length = Math.max(length, to);
    next = to;
  }

  void takeGap(long from, long to) {
    requireNext(from);
    require(to > from, "a gap from %d to %d", from, to);
    int end = Math.toIntExact(to);
    growTo(end);
    if (end > length) {
      missing.set(Math.max(length, Math.toIntExact(from)), end);
      length = end;
    }
    next = to;
  }

  void takeEnd(long offset) {
    requireNext(offset);
    ended = true;
  }

  /** Behind the last byte that has come, or is known not to come. */
  long length() {
    return length;
  }

  /** How many bytes did not come. */
  long missingBytes() {
    return missing.cardinality();
  }

  boolean isMissing(long offset) {
    return missing.get(Math.toIntExact(offset));
  }

  /** All of it; what did not come is 0. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void requireNext(long offset) {
    require(!ended, "something at %d behind the end of the stream at %d", offset, next);
    require(offset == next, "something at %d where %d is next", offset, next);
  }

  private void growTo(int size) {
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
    }
  }

  private void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new AssertionError(name.wireName() + ": " + message.formatted(values));
    }
  }
}
