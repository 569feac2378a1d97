package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.server.cli.terminal.ProcessSignals;
import dev.ccexecutor.server.posix.PosixException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-Z and fg: TSTP pauses the command and then stops this process, CONT lets both go on. May be
 * used on any thread.
 */
final class Suspension {
  private static final long PAUSE_SECONDS = 6;

  private final Screen screen;
  private final boolean pauses;
  private final AtomicBoolean suspending = new AtomicBoolean();
  private volatile RemoteExecution execution;
  private volatile boolean paused;

  /** What has to be in order on this side while the process is stopped. */
  interface Screen {
    void leave();

    void enter();
  }

  /**
   * Handlers that are not installed.
   *
   * @param pauses whether the command is paused too
   */
  Suspension(boolean pauses, Screen screen) {
    this.pauses = pauses;
    this.screen = screen;
  }

  void install(RemoteExecution started) {
    execution = started;
    ProcessSignals.handle("TSTP", this::suspend);
    ProcessSignals.handle("CONT", this::goOn);
  }

  /** Returns when the process has been stopped and goes on, or at once if it is under way. */
  void suspend() {
    if (!suspending.compareAndSet(false, true)) {
      return;
    }
    try {
      if (pauses) {
        CompletableFuture<Boolean> answer =
            execution
                .pause()
                .handle((result, failure) -> failure == null)
                // The server counts it as paused once it was told to, also where it is not sure.
                .completeOnTimeout(true, PAUSE_SECONDS, TimeUnit.SECONDS);
        paused = answer.join();
      }
      screen.leave();
      ProcessSignals.stop();
    } catch (PosixException refused) {
      goOn();
    } finally {
      suspending.set(false);
    }
  }

  private void goOn() {
    screen.enter();
    if (paused) {
      paused = false;
      execution.resume();
    }
  }
}
