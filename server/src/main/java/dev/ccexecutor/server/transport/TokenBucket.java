package dev.ccexecutor.server.transport;

import java.util.concurrent.TimeUnit;

/**
 * So many a second, and so many at once after a silence (the generic cell rate algorithm). Whatever
 * is taken beyond that is a debt that time pays off; it never grows beyond a longest wait.
 *
 * <p>One thread.
 */
final class TokenBucket {
  private final double nanosEach;
  private final double burstNanos;
  private final double longestWaitNanos;
  private boolean begun;
  private long lastNanos;

  /** How far what was taken reaches ahead of the time, in nanoseconds. */
  private double aheadNanos;

  TokenBucket(int perSecond, int burst, long longestWaitNanos) {
    this.nanosEach = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.burstNanos = nanosEach * burst;
    this.longestWaitNanos = longestWaitNanos;
  }

  /**
   * Takes some.
   *
   * @param nowNanos of {@link System#nanoTime}
   */
  void take(double count, long nowNanos) {
    pass(nowNanos);
    aheadNanos = Math.min(aheadNanos + count * nanosEach, burstNanos + longestWaitNanos);
  }

  /** How long it takes until there is one again; 0 if there is. */
  long waitNanos(long nowNanos) {
    pass(nowNanos);
    return (long) Math.ceil(Math.max(0, aheadNanos - burstNanos));
  }

  /** Whether so many are owed that no more can be owed. */
  boolean isExhausted(long nowNanos) {
    return waitNanos(nowNanos) + nanosEach > longestWaitNanos;
  }

  private void pass(long nowNanos) {
    if (begun) {
      aheadNanos = Math.max(0, aheadNanos - (nowNanos - lastNanos));
    }
    begun = true;
    lastNanos = nowNanos;
  }
}
