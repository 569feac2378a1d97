package dev.ccexecutor.server.execution.loop;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Measures time except while it is held. Confined to one thread. */
public final class PausableStopwatch {
  private final LongSupplier nanoTime;
  private long runNanos;
  private long runningSince;
  private int holds;

  public PausableStopwatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.runningSince = nanoTime.getAsLong();
  }

  public void restart() {
    runNanos = 0;
    runningSince = nanoTime.getAsLong();
  }

  /** Holds add up: the time stands still until each was released. */
  public void hold() {
    if (holds++ == 0) {
      runNanos += nanoTime.getAsLong() - runningSince;
    }
  }

  public void release() {
    if (--holds == 0) {
      runningSince = nanoTime.getAsLong();
    }
  }

  public boolean isHeld() {
    return holds > 0;
  }

  public long elapsedMillis() {
    long nanos = runNanos + (isHeld() ? 0 : nanoTime.getAsLong() - runningSince);
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
