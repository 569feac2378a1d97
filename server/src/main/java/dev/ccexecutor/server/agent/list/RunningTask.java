package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.run.AgentRun;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The one run of a list that is under way. For any thread. */
final class RunningTask {
  private AgentRun run;
  private boolean canceled;

  /**
   * Starts one and waits for what comes of it.
   *
   * @throws CompletionException if the run's listener has thrown
   */
  AgentResult await(Supplier<AgentRun> start) {
    AgentRun started;
    synchronized (this) {
      started = start.get();
      run = started;
      if (canceled) {
        started.cancel();
      }
    }
    try {
      return started.result().join();
    } finally {
      synchronized (this) {
        run = null;
      }
    }
  }

  synchronized void cancel() {
    canceled = true;
    if (run != null) {
      run.cancel();
    }
  }

  synchronized boolean isCanceled() {
    return canceled;
  }
}
