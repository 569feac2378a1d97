package dev.ccexecutor.server.execution.loop;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Acts once when a stopwatch has come to a limit. While the stopwatch is held no time is set;
 * whoever releases or restarts it calls {@link #rearm} (after a restart that may be left out: the
 * timer looks again when it fires).
 */
@RunsOn(ThreadRole.READER_LOOP)
public final class StopwatchTimer {
  private final ReaderLoop loop;
  private final PausableStopwatch stopwatch;
  private final long limitMillis;
  private final Runnable action;
  private Future<?> scheduled;
  private boolean done;

  /**
   * @param limitMillis 0 for never
   */
  public StopwatchTimer(
      ReaderLoop loop, PausableStopwatch stopwatch, long limitMillis, Runnable action) {
    this.loop = loop;
    this.stopwatch = stopwatch;
    this.limitMillis = limitMillis;
    this.action = action;
  }

  public void rearm() {
    unschedule();
    if (!done && limitMillis > 0 && !stopwatch.isHeld()) {
      long remaining = Math.max(0, limitMillis - stopwatch.elapsedMillis());
      scheduled = loop.eventLoop().schedule(this::fire, remaining, TimeUnit.MILLISECONDS);
    }
  }

  public void cancel() {
    done = true;
    unschedule();
  }

  private void fire() {
    scheduled = null;
    if (done) {
      return;
    }
    if (!stopwatch.isHeld() && stopwatch.elapsedMillis() >= limitMillis) {
      done = true;
      action.run();
    } else {
      rearm();
    }
  }

  private void unschedule() {
    if (scheduled != null) {
      scheduled.cancel(false);
      scheduled = null;
    }
  }
}
