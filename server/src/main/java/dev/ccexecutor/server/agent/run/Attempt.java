package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentReading;
import dev.ccexecutor.server.agent.FailureReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** One process of the agent's. */
final class Attempt {
  private final int number;
  private final ExecuteParams params;
  private final AttemptOutput output;
  private final long startedNanos = System.nanoTime();

  /** Completes when the process runs; exceptionally if there will be none. */
  private final CompletableFuture<RemoteExecution> started;

  private final CompletableFuture<AttemptOutcome> outcome;

  /**
   * Starts it.
   *
   * @param number from 1
   * @param params with an execution id
   */
  Attempt(
      int number,
      ExecuteParams params,
      ExecutorClient client,
      AttemptOutput output,
      AgentListener listener) {
    this.number = number;
    this.params = params;
    this.output = output;
    started = client.execute(params, output);
    outcome =
        started
            .thenCompose(
                execution -> {
                  listener.onStarted(params.executionId());
                  return execution.completion();
                })
            .handle(this::outcome);
  }

  /** Never fails. Completes on the client's event loop. */
  CompletableFuture<AttemptOutcome> outcome() {
    return outcome;
  }

  /** Ends the tree, also if it is only about to start. */
  CompletableFuture<?> cancel() {
    return started.thenCompose(RemoteExecution::cancel);
  }

  private AttemptOutcome outcome(ProcessCompleted end, Throwable failure) {
    double seconds = (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause != null && started.isCompletedExceptionally() && EndFailures.isNotStarted(cause)) {
      return new AttemptOutcome(
          number, params.executionId(), null, null, null, EndFailures.ofException(cause), seconds);
    }
    AgentReading reading = output.reading(end);
    FailureReport report =
        cause == null
            ? EndFailures.ofEnd(end, reading, params.timeoutMillis() / 1000.0)
            : EndFailures.ofException(cause);
    return new AttemptOutcome(
        number, params.executionId(), reading, output.transcript(end), end, report, seconds);
  }
}
