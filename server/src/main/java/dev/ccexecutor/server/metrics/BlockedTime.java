package dev.ccexecutor.server.metrics;

import java.util.concurrent.locks.StampedLock;
import java.util.function.LongSupplier;

/**
 * For how long something was held up, each time, added up: one thread's. What is held up now counts
 * up to the moment in which somebody asks, so that a reader that is stuck for an hour does not show
 * first when it is over.
 *
 * <p>The one thread never waits for those who ask: they look again where it was at work meanwhile.
 */
public final class BlockedTime {
  private final LongSupplier nanoClock;
  private final StampedLock lock = new StampedLock();
  private long endedNanos;
  private long spans;

  /** When each of the spans that last has begun, added up; may pass the largest number. */
  private long beganNanos;

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public BlockedTime(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Something that is held up now and then. The one thread's. */
  public final class Span {
    private boolean lasts;
    private long sinceNanos;

    private Span() {}

    /** It is held up from now on; nothing if it is already. */
    public void begin() {
      if (!lasts) {
        lasts = true;
        long stamp = lock.writeLock(); // Nobody else has it: those who ask take none.
        sinceNanos = nanoClock.getAsLong();
        spans++;
        beganNanos += sinceNanos;
        lock.unlockWrite(stamp);
      }
    }

    /** It is no longer held up, if it was. */
    public void end() {
      if (lasts) {
        lasts = false;
        long stamp = lock.writeLock();
        endedNanos += nanoClock.getAsLong() - sinceNanos;
        spans--;
        beganNanos -= sinceNanos;
        lock.unlockWrite(stamp);
      }
    }
  }

  public Span newSpan() {
    return new Span();
  }

  /**
   * Any thread. Never less than before: the time is taken while nothing changes, here as where it
   * does change.
   */
  public long nanos() {
    while (true) {
      long stamp = lock.tryOptimisticRead();
      long nanos = endedNanos - beganNanos + spans * nanoClock.getAsLong();
      if (stamp != 0 && lock.validate(stamp)) {
        return nanos;
      }
      Thread.onSpinWait();
    }
  }
}
