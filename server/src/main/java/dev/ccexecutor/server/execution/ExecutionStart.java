package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * An execution's start, up to its answer. That comes exactly once, and what waits for it is done,
 * whatever fails on the way: each step is taken whatever became of those before, and a fault is
 * logged.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class ExecutionStart {
  private final ExecutionSpec spec;
  private final CompletableFuture<ProcessStarted> answer = new CompletableFuture<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean over;

  ExecutionStart(ExecutionSpec spec) {
    this.spec = spec;
  }

  CompletableFuture<ProcessStarted> answer() {
    return answer;
  }

  /** It was in the time of another server. Nobody else must have it yet. */
  void past() {
    over = true;
  }

  /** Runs an action once it is known whether there is a process, in the order of the calls. */
  void onceOver(Runnable action) {
    if (over) {
      action.run();
    } else {
      waiting.add(action);
    }
  }

  /** Whether nothing was handed to {@link #onceOver} that has not run. */
  boolean hasNobodyWaiting() {
    return waiting.isEmpty();
  }

  /**
   * There is a process.
   *
   * @param noting ahead of the answer: if it fails, the request has
   * @param telling behind the answer, if the request has not failed
   * @param afterwards all of it is done in each case
   * @return whether the request was granted
   */
  boolean succeeded(
      ProcessStarted started, Runnable noting, Runnable telling, Runnable... afterwards) {
    try {
      noting.run();
      answer.complete(started);
      each(telling);
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
    end(afterwards);
    return !answer.isCompletedExceptionally();
  }

  /**
   * There is none.
   *
   * @param before ahead of the answer, after which a client may start the next in this one's place
   */
  void failed(Throwable why, Runnable... before) {
    each(before);
    answer.completeExceptionally(why);
    end();
  }

  private void end(Runnable... steps) {
    over = true;
    each(steps);
    for (Runnable action = waiting.poll(); action != null; action = waiting.poll()) {
      each(action);
    }
  }

  private void each(Runnable... steps) {
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        ExecutionLog.startFault(spec, e);
      }
    }
  }
}
