package dev.ccexecutor.server.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What is remembered of executions that have ended: for a time, which is longer for those that have
 * left a transcript, and within a bound of bytes, the oldest going first. Any thread.
 */
final class EndedExecutions {
  private final Shelf plain;
  private final Shelf withTranscript;
  private final long maxBytes;
  private long bytes;

  EndedExecutions(long retentionNanos, long transcriptRetentionNanos, long maxBytes) {
    this.plain = new Shelf(retentionNanos);
    this.withTranscript = new Shelf(Math.max(retentionNanos, transcriptRetentionNanos));
    this.maxBytes = maxBytes;
  }

  /** Those that are remembered for the same time. */
  private record Shelf(Deque<KnownExecution.Ended> oldestFirst, long retentionNanos) {
    Shelf(long retentionNanos) {
      this(new ArrayDeque<>(), retentionNanos);
    }

    boolean hasOverdue(long nowNanos) {
      return !oldestFirst.isEmpty()
          && nowNanos - oldestFirst.peekFirst().endedAtNanos() > retentionNanos;
    }

    /** How long ago the oldest one ended; less than nothing if there is none. */
    long ageNanos(long nowNanos) {
      return oldestFirst.isEmpty() ? -1 : nowNanos - oldestFirst.peekFirst().endedAtNanos();
    }
  }

  /** Remembers one more and returns those that are forgotten for it. */
  synchronized List<KnownExecution.Ended> add(KnownExecution.Ended ended) {
    (ended.hasTranscript() ? withTranscript : plain).oldestFirst().addLast(ended);
    bytes += ended.bytes();
    return forget(System.nanoTime());
  }

  /** What is remembered, as the bound counts it. */
  synchronized long bytes() {
    return bytes;
  }

  /** Forgets what is over its time, and returns it. */
  synchronized List<KnownExecution.Ended> forget(long nowNanos) {
    List<KnownExecution.Ended> forgotten = new ArrayList<>();
    while (plain.hasOverdue(nowNanos)) {
      forgotten.add(takeOldest(plain));
    }
    while (withTranscript.hasOverdue(nowNanos)) {
      forgotten.add(takeOldest(withTranscript));
    }
    while (bytes > maxBytes) {
      boolean plainIsOlder = plain.ageNanos(nowNanos) >= withTranscript.ageNanos(nowNanos);
      forgotten.add(takeOldest(plainIsOlder ? plain : withTranscript));
    }
    return forgotten;
  }

  private KnownExecution.Ended takeOldest(Shelf shelf) {
    KnownExecution.Ended oldest = shelf.oldestFirst().pollFirst();
    bytes -= oldest.bytes();
    return oldest;
  }
}
