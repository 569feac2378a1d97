package dev.ccexecutor.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes something that blocks, when a time is over: whoever reads from it then fails. It costs
 * nothing meanwhile, unlike a time-out of each single read.
 */
final class TimeLimit implements AutoCloseable {
  /** No limit at all. */
  static final Duration NONE = Duration.ZERO;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("time-limits").daemon().factory());

  private final Duration time;
  private final Future<?> closing;
  private volatile boolean isOver;

  TimeLimit(Closeable limited, Duration time) {
    this.time = time;
    this.closing =
        time.equals(NONE)
            ? null
            : CLOCK.schedule(() -> end(limited), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void end(Closeable limited) {
    isOver = true;
    try {
      limited.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a failure really was: the end of the time, or itself. */
  IOException explain(IOException failure) {
    if (!isOver) {
      return failure;
    }
    IOException late =
        new SocketTimeoutException("not done within " + time.toSeconds() + " seconds");
    late.initCause(failure);
    return late;
  }

  @Override
  public void close() {
    if (closing != null) {
      closing.cancel(false);
    }
  }
}
