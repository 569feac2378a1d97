package dev.ccexecutor.server.metrics;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number that one thread alone changes, and any may read: on the way of the data, where no two
 * loops are to wait for one cache line. Nothing is allocated, and nothing waits.
 */
public final class Count {
  private final AtomicLong value = new AtomicLong();

  /** By the one thread only. */
  public void add(long difference) {
    value.setRelease(value.getPlain() + difference);
  }

  /** Any thread. */
  public long get() {
    return value.getAcquire();
  }
}
