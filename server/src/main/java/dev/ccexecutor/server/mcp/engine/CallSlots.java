package dev.ccexecutor.server.mcp.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts what runs, so that it stays within bounds. A call counts until its thread has ended, also
 * if nobody waits for it any more. Any thread.
 */
final class CallSlots {
  private final int perPrincipal;
  private final int inAll;
  private final Map<String, Integer> taken = new HashMap<>();
  private int total;

  CallSlots(int perPrincipal, int inAll) {
    this.perPrincipal = perPrincipal;
    this.inAll = inAll;
  }

  /** Takes one, which is to be released once; false if there is none. */
  synchronized boolean take(String principal) {
    int own = taken.getOrDefault(principal, 0);
    if (own >= perPrincipal || total >= inAll) {
      return false;
    }
    taken.put(principal, own + 1);
    total++;
    return true;
  }

  synchronized void release(String principal) {
    taken.computeIfPresent(principal, (name, own) -> own == 1 ? null : own - 1);
    total--;
    if (total == 0) {
      notifyAll();
    }
  }

  /** Waits until all are released. */
  synchronized boolean awaitNone(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (total > 0) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }

  synchronized int total() {
    return total;
  }
}
