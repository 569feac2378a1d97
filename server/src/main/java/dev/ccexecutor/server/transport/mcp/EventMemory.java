package dev.ccexecutor.server.transport.mcp;

import java.util.concurrent.atomic.AtomicLong;

/** What the events of all sessions hold that clients may ask for again. Any thread. */
final class EventMemory {
  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  EventMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** False if there is no room for it. */
  boolean take(long bytes) {
    if (usedBytes.addAndGet(bytes) > maxBytes) {
      usedBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }
}
