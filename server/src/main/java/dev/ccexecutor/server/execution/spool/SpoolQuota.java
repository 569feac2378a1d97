package dev.ccexecutor.server.execution.spool;

import java.util.concurrent.atomic.AtomicLong;

/** What all executions together have on disk, and may have. Any thread. */
final class SpoolQuota {
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  SpoolQuota(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** False if there is no room for it. */
  boolean reserve(long bytes) {
    long now = used.get();
    while (bytes <= maxBytes - now) {
      if (used.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = used.get();
    }
    return false;
  }

  /** Counts what must be there, room or not: manifests, and what is there already. */
  void count(long bytes) {
    used.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  /** May be less than nothing. */
  long room() {
    return maxBytes - used.get();
  }

  long used() {
    return used.get();
  }
}
