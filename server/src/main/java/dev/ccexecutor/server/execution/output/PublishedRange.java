package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamRange;

/** What is kept of a stream, written on the reader loop, for any thread to read. */
final class PublishedRange {
  private volatile long from;
  private volatile long to;

  void from(long oldest) {
    from = oldest;
  }

  void to(long end) {
    to = end;
  }

  /** The two may be of different moments, but never cross. */
  StreamRange get() {
    long oldest = from;
    return new StreamRange(oldest, Math.max(oldest, to));
  }
}
