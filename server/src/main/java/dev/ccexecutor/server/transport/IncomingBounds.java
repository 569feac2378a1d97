package dev.ccexecutor.server.transport;

import java.util.concurrent.TimeUnit;

/**
 * How much of memory, and of time, messages may take until they are whole.
 *
 * @param totalBytes of all connections, besides what each has of its own
 * @param fullBytes what one message may come to hold
 * @param timeoutNanos for how long it may come more slowly than anybody's line is
 */
record IncomingBounds(long totalBytes, long fullBytes, long timeoutNanos) {
  private static final int FRAME_HEADER_BYTES = 14;

  /**
   * The decoder's buffer is a power of two, and fragments may hold as much as a message besides.
   */
  static IncomingBounds of(long totalBytes, int maxMessageBytes, long timeoutMillis) {
    long buffer = 2L * Integer.highestOneBit(maxMessageBytes + FRAME_HEADER_BYTES - 1);
    return new IncomingBounds(
        totalBytes, buffer + maxMessageBytes, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
  }

  /** The rest is for a grant, which there must be in any case. */
  long withoutGrantBytes() {
    return Math.max(totalBytes - fullBytes, totalBytes / 2);
  }
}
