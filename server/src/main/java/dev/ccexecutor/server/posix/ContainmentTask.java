package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Something to do to a cgroup, not before its time has come. */
abstract class ContainmentTask implements Delayed {
  private volatile long dueNanos;

  ContainmentTask(long dueNanos) {
    this.dueNanos = dueNanos;
  }

  @RunsOn(ThreadRole.CONTAINMENT)
  abstract void run();

  /** Whether {@link #run} would do nothing, now and later. Any thread. */
  boolean isObsolete() {
    return false;
  }

  /** While it is in no queue. */
  void due(long nanos) {
    dueNanos = nanos;
  }

  @Override
  public final long getDelay(TimeUnit unit) {
    return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public final int compareTo(Delayed other) {
    return Long.signum(dueNanos - ((ContainmentTask) other).dueNanos);
  }
}
