package dev.ccexecutor.server.execution;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Measures time except while it is held. Confined to one thread. */
final class PausableStopwatch {
  private final LongSupplier nanoTime;
  private long runNanos;
  private long runningSince;
  private int holds;

  PausableStopwatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.runningSince = nanoTime.getAsLong();
  }

  void restart() {
    runNanos = 0;
    runningSince = nanoTime.getAsLong();
  }

  /** Holds add up: the time stands still until each was released. */
  void hold() {
    if (holds++ == 0) {
      runNanos += nanoTime.getAsLong() - runningSince;
    }
  }

  void release() {
    if (--holds == 0) {
      runningSince = nanoTime.getAsLong();
    }
  }

  boolean isHeld() {
    return holds > 0;
  }

  long elapsedMillis() {
    long nanos = runNanos + (isHeld() ? 0 : nanoTime.getAsLong() - runningSince);
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
