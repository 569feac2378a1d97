package dev.ccexecutor.server.agent.event;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines. A line that is too long is left out and counted, so memory is bounded
 * whatever comes. For one thread.
 */
final class LineBuffer {
  private static final int FIRST_CAPACITY = 8192;

  /** More than that is let go of after the line that needed it. */
  private static final int KEPT_CAPACITY = 1 << 20;

  private final int maxBytes;
  private final Consumer<byte[]> lines;
  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int length;
  private boolean tooLong;
  private long tooLongLines;

  /**
   * A buffer.
   *
   * @param maxBytes of a line, without its line feed
   * @param lines takes each, without its line feed
   */
  LineBuffer(int maxBytes, Consumer<byte[]> lines) {
    this.maxBytes = maxBytes;
    this.lines = lines;
  }

  void accept(byte[] bytes) {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        append(bytes, from, i);
        end();
        from = i + 1;
      }
    }
    append(bytes, from, bytes.length);
  }

  /** What has come since the last line feed; empty if nothing. It is no longer here afterwards. */
  byte[] takeRest() {
    byte[] rest = Arrays.copyOf(buffer, length);
    length = 0;
    return rest;
  }

  /** Whether the rest belongs to a line that is too long. */
  boolean restIsTooLong() {
    return tooLong;
  }

  long tooLongLines() {
    return tooLongLines;
  }

  private void append(byte[] bytes, int from, int to) {
    int more = to - from;
    if (tooLong || more > maxBytes - length) {
      if (!tooLong) {
        tooLongLines++;
      }
      tooLong = true;
      length = 0;
      return;
    }
    if (length + more > buffer.length) {
      int doubled = (int) Math.min(maxBytes, 2L * buffer.length);
      buffer = Arrays.copyOf(buffer, Math.max(length + more, doubled));
    }
    System.arraycopy(bytes, from, buffer, length, more);
    length += more;
  }

  private void end() {
    if (!tooLong) {
      lines.accept(takeRest());
    }
    tooLong = false;
    length = 0;
    if (buffer.length > KEPT_CAPACITY) {
      buffer = new byte[FIRST_CAPACITY];
    }
  }
}
