package dev.ccexecutor.stress.run;

import java.util.concurrent.TimeUnit;

/** Lets so many start in a second, evenly. May be used on any thread. */
final class StartPace {
  private final long intervalNanos;
  private long nextNanos = System.nanoTime();

  /**
   * A pace.
   *
   * @param perSecond null for no limit
   */
  StartPace(Double perSecond) {
    intervalNanos = perSecond == null ? 0 : Math.round(1e9 / perSecond);
  }

  /** Waits for the next turn. */
  void await() throws InterruptedException {
    long mine;
    synchronized (this) {
      mine = nextNanos;
      nextNanos += intervalNanos;
    }
    long left = mine - System.nanoTime();
    if (left > 0 && intervalNanos > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
