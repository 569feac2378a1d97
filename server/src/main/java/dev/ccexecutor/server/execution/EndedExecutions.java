package dev.ccexecutor.server.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What is remembered of executions that have ended: for a time, and within a bound of bytes, the
 * oldest going first. Any thread.
 */
final class EndedExecutions {
  private final Deque<KnownExecution.Ended> oldestFirst = new ArrayDeque<>();
  private final long retentionNanos;
  private final long maxBytes;
  private long bytes;

  EndedExecutions(long retentionNanos, long maxBytes) {
    this.retentionNanos = retentionNanos;
    this.maxBytes = maxBytes;
  }

  /** Remembers one more and returns those that are forgotten for it. */
  synchronized List<KnownExecution.Ended> add(KnownExecution.Ended ended) {
    oldestFirst.addLast(ended);
    bytes += ended.bytes();
    return forget(System.nanoTime());
  }

  /** Forgets what is over its time, and returns it. */
  synchronized List<KnownExecution.Ended> forget(long nowNanos) {
    List<KnownExecution.Ended> forgotten = new ArrayList<>();
    while (!oldestFirst.isEmpty() && isOver(oldestFirst.peekFirst(), nowNanos)) {
      KnownExecution.Ended oldest = oldestFirst.pollFirst();
      bytes -= oldest.bytes();
      forgotten.add(oldest);
    }
    return forgotten;
  }

  private boolean isOver(KnownExecution.Ended oldest, long nowNanos) {
    return bytes > maxBytes || nowNanos - oldest.endedAtNanos() > retentionNanos;
  }
}
