package dev.ccexecutor.server.cli.client;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The last lines of a text that comes in pieces. It holds no more than they have, and of lines
 * without end no more than 16 MiB. For one thread.
 */
final class LastLines {
  private static final int MOST_BYTES = 16 << 20;

  private final long lines;
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private long ends;
  private int bytes;

  /**
   * None yet.
   *
   * @param lines how many are wanted; one without an end at the end counts as one
   */
  LastLines(long lines) {
    this.lines = lines;
  }

  /** The next piece, which is this object's from now on. */
  void add(byte[] piece) {
    pieces.addLast(piece);
    bytes += piece.length;
    ends += endsIn(piece);
    // A piece can go if behind it there are as many lines as are wanted, and their beginning.
    while (pieces.size() > 1) {
      byte[] oldest = pieces.getFirst();
      long endsBehind = ends - endsIn(oldest);
      if (endsBehind <= lines && bytes <= MOST_BYTES) {
        return;
      }
      pieces.removeFirst();
      ends = endsBehind;
      bytes -= oldest.length;
    }
  }

  /** What there is, and forgets it. */
  byte[] take() {
    byte[] all = new byte[bytes];
    int length = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, length, piece.length);
      length += piece.length;
    }
    pieces.clear();
    ends = 0;
    bytes = 0;
    return Arrays.copyOfRange(all, beginning(all), all.length);
  }

  private int beginning(byte[] all) {
    if (lines == 0) {
      return all.length;
    }
    long found = 0;
    // The end of the last line is the end of a line, and not the beginning of one.
    for (int at = all.length - 2; at >= 0; at--) {
      if (all[at] == '\n' && ++found == lines) {
        return at + 1;
      }
    }
    return 0;
  }

  private static long endsIn(byte[] piece) {
    long count = 0;
    for (int i = 0; i < piece.length; i++) {
      if (piece[i] == '\n') {
        count++;
      }
    }
    return count;
  }
}
