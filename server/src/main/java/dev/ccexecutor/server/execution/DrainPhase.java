package dev.ccexecutor.server.execution;

import dev.ccexecutor.server.execution.loop.PausableStopwatch;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.loop.StopwatchTimer;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How long pipes are read that outlive their leader because others hold them open: until they were
 * silent for the drain timeout, and no longer than ten times that in all, so that a talkative
 * leftover, or a client that does not read, can't hold the end back for ever.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class DrainPhase {
  private static final int LONGEST_TIMES = 10;

  private final ReaderLoop loop;
  private final PausableStopwatch silence;
  private final long timeoutMillis;
  private final Runnable onOver;
  private StopwatchTimer silent;
  private Future<?> longest;

  /**
   * @param onOver called once at most
   */
  DrainPhase(ReaderLoop loop, PausableStopwatch silence, long timeoutMillis, Runnable onOver) {
    this.loop = loop;
    this.silence = silence;
    this.timeoutMillis = timeoutMillis;
    this.onOver = onOver;
  }

  /** Begins now: silence before the leader's end does not count. */
  void begin() {
    silence.restart();
    // A timeout of 0 means at once, where 0 of a timer means never.
    silent = new StopwatchTimer(loop, silence, Math.max(1, timeoutMillis), this::over);
    silent.rearm();
    longest =
        loop.eventLoop().schedule(this::over, timeoutMillis * LONGEST_TIMES, TimeUnit.MILLISECONDS);
  }

  /** The silence goes on being measured after it was not. */
  void rearm() {
    if (silent != null) {
      silent.rearm();
    }
  }

  void cancel() {
    if (silent != null) {
      silent.cancel();
      longest.cancel(false);
    }
  }

  private void over() {
    cancel();
    onOver.run();
  }
}
