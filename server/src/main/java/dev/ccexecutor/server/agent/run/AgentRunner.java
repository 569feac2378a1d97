package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.history.TaskHistory;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs agent tasks on one server, any number at a time. All methods may be called on any thread and
 * none blocks. It has one thread, a daemon, which ends with {@link #close}; the client stays the
 * caller's.
 */
public final class AgentRunner implements AutoCloseable {
  private static final int SHUTDOWN_SECONDS = 5;

  private final ExecutorClient client;
  private final TaskHistory history;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("agent-tasks").unstarted(task));

  /**
   * A runner that remembers.
   *
   * @param history gets the outcome of each task, and says how long {@code auto} is
   */
  public AgentRunner(ExecutorClient client, TaskHistory history) {
    this.client = Objects.requireNonNull(client, "client");
    this.history = history;
  }

  /** A runner that remembers nothing: {@code auto} is what it is for a task without history. */
  public AgentRunner(ExecutorClient client) {
    this(client, null);
  }

  /** Starts a task. */
  public AgentRun run(AgentTask task, AgentListener listener) {
    return run(task, listener, RunPlan.fresh());
  }

  /** Starts a task, or goes on with one that another process has started, as the plan says. */
  public AgentRun run(AgentTask task, AgentListener listener, RunPlan plan) {
    AgentRun run = new AgentRun(client, thread, history, task, listener, plan);
    thread.execute(run::begin);
    return run;
  }

  /**
   * Ends an attempt that another process has begun, with its tree.
   *
   * @return completes when it is over, or the server knows nothing of it; exceptionally if that
   *     can't be had
   */
  public CompletableFuture<Void> end(String executionId) {
    return client
        .control(new ControlParams(ControlType.CANCEL, executionId, null, null))
        .thenCompose(canceled -> client.awaitEnd(executionId))
        .handle(
            (status, failure) -> {
              if (failure != null && !isUnknown(failure)) {
                throw new CompletionException(causeOf(failure));
              }
              return null;
            });
  }

  /** Unknown, or over: it can't be controlled in either case. */
  private static boolean isUnknown(Throwable failure) {
    return causeOf(failure) instanceof RemoteErrorException refused
        && refused.code() == ErrorKind.EXECUTION_NOT_FOUND.code();
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * Ends the thread. Runs that are not over never complete: cancel them, and wait for their
   * results, before.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      boolean ended = thread.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
      assert ended : "something blocks the runner's thread";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt(); // the thread is a daemon and ends nevertheless
    }
  }
}
