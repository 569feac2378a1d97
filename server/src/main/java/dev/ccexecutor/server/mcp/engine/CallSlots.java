package dev.ccexecutor.server.mcp.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts what runs, so that it stays within bounds. A call counts until its thread has ended, also
 * if nobody waits for it any more. Any thread; only {@link #awaitNone} waits.
 *
 * <p>Without locks: a virtual thread that meets one has to be scheduled again, and on a busy
 * machine those that are done would then count on for long.
 */
final class CallSlots {
  private final int perPrincipal;
  private final int inAll;
  private final AtomicInteger total = new AtomicInteger();

  /** As many as there are principals, who are known by name. */
  private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();

  private volatile Thread waiting;

  CallSlots(int perPrincipal, int inAll) {
    this.perPrincipal = perPrincipal;
    this.inAll = inAll;
  }

  /** Takes one, which is to be released once; false if there is none. */
  boolean take(String principal) {
    if (total.incrementAndGet() <= inAll) {
      AtomicInteger own = taken.computeIfAbsent(principal, name -> new AtomicInteger());
      if (own.incrementAndGet() <= perPrincipal) {
        return true;
      }
      own.decrementAndGet();
    }
    releaseOfTotal();
    return false;
  }

  void release(String principal) {
    taken.get(principal).decrementAndGet();
    releaseOfTotal();
  }

  private void releaseOfTotal() {
    if (total.decrementAndGet() == 0) {
      LockSupport.unpark(waiting);
    }
  }

  /** Waits until all are released; for one thread at a time. */
  boolean awaitNone(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    waiting = Thread.currentThread();
    while (total.get() > 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long nanos = deadline - System.nanoTime();
      if (nanos <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, nanos);
    }
    return true;
  }

  int total() {
    return total.get();
  }
}
