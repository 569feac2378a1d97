package dev.ccexecutor.server.metrics;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How late one loop's timers are: a timer of its own each second shows it. What is overdue now
 * counts too, so that a loop that hangs is seen while it does.
 */
public final class LoopLag {
  static final int REMEMBERED = 15;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ScheduledExecutorService loop;
  private final LongSupplier nanoClock;
  private final AtomicLongArray lags = new AtomicLongArray(REMEMBERED);
  private volatile long dueNanos;
  private int next;

  private LoopLag(ScheduledExecutorService loop, LongSupplier nanoClock) {
    this.loop = loop;
    this.nanoClock = nanoClock;
  }

  /**
   * Begins to look, for as long as the loop lives.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public static LoopLag of(ScheduledExecutorService loop, LongSupplier nanoClock) {
    LoopLag lag = new LoopLag(loop, nanoClock);
    lag.schedule();
    return lag;
  }

  private void schedule() {
    dueNanos = nanoClock.getAsLong() + PERIOD_NANOS;
    try {
      loop.schedule(this::fired, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      dueNanos = Long.MAX_VALUE; // The loop ends, and is late for nothing any more.
    }
  }

  private void fired() {
    lags.set(next, Math.max(0, nanoClock.getAsLong() - dueNanos));
    next = (next + 1) % REMEMBERED;
    schedule();
  }

  /** The longest of the last ones. Any thread. */
  public long nanos() {
    long due = dueNanos;
    long longest = due == Long.MAX_VALUE ? 0 : Math.max(0, nanoClock.getAsLong() - due);
    for (int i = 0; i < REMEMBERED; i++) {
      longest = Math.max(longest, lags.get(i));
    }
    return longest;
  }
}
