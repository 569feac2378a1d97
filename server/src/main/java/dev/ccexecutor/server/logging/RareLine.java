package dev.ccexecutor.server.logging;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When a line may be written that somebody could provoke on and on: once a minute, with the number
 * of those that were left out. Any thread.
 */
public final class RareLine {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoClock;
  private boolean isTold;
  private long toldNanos;
  private long leftOut;

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public RareLine(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * It has happened once more.
   *
   * @return for how many it is to be told now, this one among them; nothing if it is not
   */
  public synchronized OptionalLong count() {
    long now = nanoClock.getAsLong();
    leftOut++;
    if (isTold && now - toldNanos < QUIET_NANOS) {
      return OptionalLong.empty();
    }
    isTold = true;
    toldNanos = now;
    long count = leftOut;
    leftOut = 0;
    return OptionalLong.of(count);
  }
}
