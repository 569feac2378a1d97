package dev.ccexecutor.server.session.output;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What of one stream was sent, and what acknowledged. The bytes of a gap are neither: they are
 * passed over as soon as all before them is acknowledged.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class StreamWindow {
  /** Of more than this the oldest are remembered less exactly. */
  private static final int MAX_STRETCHES = 64;

  /** Between what is acknowledged and what was sent, in order. */
  private final Deque<Stretch> stretches = new ArrayDeque<>(0);

  private long acknowledged;
  private long sent;
  private long outstandingBytes;

  /**
   * @param from the stream begins here, with nothing sent
   */
  StreamWindow(long from) {
    acknowledged = from;
    sent = from;
  }

  /**
   * A part of the stream without bytes that were sent; or, where there were too many such parts,
   * several of them as one. That counts as acknowledged when all of it is: a client that
   * acknowledges what it gets is not held up by this for ever.
   *
   * @param sentBytes how many of its bytes were sent
   */
  private record Stretch(long from, long to, long sentBytes) {
    boolean isPassed(long acknowledgedTo) {
      return acknowledgedTo >= (sentBytes == 0 ? from : to);
    }

    Stretch with(Stretch next) {
      return new Stretch(from, next.to, sentBytes + next.from - to + next.sentBytes);
    }
  }

  /** Bytes that were sent and not acknowledged. */
  long outstandingBytes() {
    return outstandingBytes;
  }

  long acknowledgedTo() {
    return acknowledged;
  }

  /** All before this offset was sent. Returns how many bytes that are. */
  long sentTo(long offset) {
    long bytes = offset - sent;
    sent = offset;
    outstandingBytes += bytes;
    return bytes;
  }

  /** The bytes from what was sent up to this offset are missing. */
  void skippedTo(long offset) {
    stretches.addLast(new Stretch(sent, offset, 0));
    sent = offset;
    acknowledge(acknowledged);
    if (stretches.size() > MAX_STRETCHES) {
      stretches.addFirst(stretches.removeFirst().with(stretches.removeFirst()));
    }
  }

  /** An older offset changes nothing, one beyond what was sent counts as what was sent. */
  void acknowledge(long offset) {
    long to = Math.min(offset, sent);
    while (!stretches.isEmpty() && stretches.peekFirst().isPassed(Math.max(to, acknowledged))) {
      Stretch passed = stretches.removeFirst();
      advance(passed.from());
      acknowledged = passed.to();
      outstandingBytes -= passed.sentBytes();
    }
    advance(stretches.isEmpty() ? to : Math.min(to, stretches.peekFirst().from()));
  }

  private void advance(long to) {
    if (to > acknowledged) {
      outstandingBytes -= to - acknowledged;
      acknowledged = to;
    }
  }
}
