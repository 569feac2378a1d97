package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.FailureReport;
import dev.ccexecutor.server.agent.RetriedAttempt;
import dev.ccexecutor.server.agent.TaskTimeout;
import dev.ccexecutor.server.agent.history.TaskHistory;
import dev.ccexecutor.server.agent.history.TaskOutcome;
import dev.failsafe.Failsafe;
import dev.failsafe.event.ExecutionScheduledEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A task that is being run. Its state belongs to the runner's thread. */
public final class AgentRun {
  private final ExecutorClient client;
  private final ScheduledExecutorService thread;
  private final TaskHistory history;
  private final AgentListener listener;
  private final RunPlan plan;
  private final CompletableFuture<AgentResult> result = new CompletableFuture<>();
  private final List<RetriedAttempt> retried = new ArrayList<>();
  private final long startedNanos = System.nanoTime();

  private AgentTask task;
  private Attempt current;
  private AttemptOutcome last;
  private CompletableFuture<AttemptOutcome> attempts;

  /** Also read where an outcome is judged, which is on the client's event loop. */
  private volatile boolean canceled;

  AgentRun(
      ExecutorClient client,
      ScheduledExecutorService thread,
      TaskHistory history,
      AgentTask task,
      AgentListener listener,
      RunPlan plan) {
    this.client = client;
    this.thread = thread;
    this.history = history;
    this.task = task;
    this.listener = listener;
    this.plan = plan;
    retried.addAll(plan.earlier());
  }

  /**
   * What comes of it, whatever that is: failures are results too. Completes on the runner's thread.
   * It fails only if the listener's {@code onAttempt} throws.
   */
  public CompletableFuture<AgentResult> result() {
    return result.copy();
  }

  /**
   * Has it end: the tree of the attempt that runs is ended, and there is no other. The result comes
   * nevertheless, with what there was. After the end it does nothing.
   */
  public void cancel() {
    canceled = true;
    if (!result.isDone()) {
      thread.execute(this::cancelNow);
    }
  }

  void begin() {
    task = withTimeout(task);
    int retries = Math.max(0, task.retries() - (plan.firstAttempt() - 1));
    attempts =
        Failsafe.with(RetrySchedule.of(task, retries, this::isOver, this::retryScheduled))
            .with(thread)
            .getStageAsync(context -> attempt(plan.firstAttempt() + context.getAttemptCount()));
    attempts.whenCompleteAsync(this::finish, thread);
  }

  private AgentTask withTimeout(AgentTask asked) {
    if (asked.timeout().fixed().isPresent()) {
      return asked;
    }
    try {
      return asked.withTimeout(
          TaskTimeout.of(TaskHistory.timeoutFor(Optional.ofNullable(history), asked.name())));
    } catch (IOException unreadable) {
      listener.onWarning("the history can't be read: " + unreadable);
      return asked.withTimeout(TaskTimeout.of(TaskHistory.DEFAULT_TIMEOUT));
    }
  }

  private CompletionStage<AttemptOutcome> attempt(int number) {
    String executionId = plan.executionIds().apply(number);
    if (canceled) {
      return CompletableFuture.completedFuture(
          notStarted(number, FailureReport.of(AgentFailure.CANCELED, "canceled before it began")));
    }
    AttemptStart.Prepared prepared = AttemptStart.prepare(task, number, executionId);
    if (prepared.problem() != null) {
      return CompletableFuture.completedFuture(notStarted(number, prepared.problem()));
    }
    listener.onAttempt(number, executionId);
    current =
        new Attempt(
            number,
            prepared.params(),
            client,
            new AttemptOutput(task.adapter().reader(listener), listener),
            listener);
    // Here, so that the state is of one thread, whichever thread hears of the end.
    return current.outcome().thenApplyAsync(this::ended, thread);
  }

  private AttemptOutcome notStarted(int number, FailureReport problem) {
    last =
        new AttemptOutcome(number, plan.executionIds().apply(number), null, null, null, problem, 0);
    return last;
  }

  private AttemptOutcome ended(AttemptOutcome outcome) {
    last = outcome;
    current = null;
    return outcome;
  }

  private boolean isOver(AttemptOutcome outcome) {
    return canceled || (outcome != null && RetrySchedule.waitsTooLong(outcome, task));
  }

  /** Still within {@link #ended}'s stage, so on the runner's thread. */
  private void retryScheduled(ExecutionScheduledEvent<AttemptOutcome> event) {
    AttemptOutcome failed = event.getLastResult();
    RetriedAttempt report =
        new RetriedAttempt(
            failed.attempt(),
            failed.executionId(),
            failed.failure().type(),
            failed.failure().message(),
            event.getDelay().toMillis() / 1000.0,
            failed.transcript());
    retried.add(report);
    listener.onRetry(report);
  }

  private void cancelNow() {
    if (current != null) {
      // That it has ended meanwhile is no failure; what became of it is told by its outcome.
      current.cancel().exceptionally(alreadyEnded -> null);
    } else if (attempts != null) {
      attempts.cancel(false);
    }
  }

  private void finish(AttemptOutcome outcome, Throwable failure) {
    if (failure != null && !(failure instanceof CancellationException)) {
      result.completeExceptionally(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
      return;
    }
    AttemptOutcome end = failure == null ? outcome : canceledBetweenAttempts();
    AgentResult document = Results.of(task, end, retried, secondsSince(startedNanos));
    remember(document);
    result.complete(document);
  }

  private AttemptOutcome canceledBetweenAttempts() {
    if (last == null) {
      return notStarted(
          plan.firstAttempt(), FailureReport.of(AgentFailure.CANCELED, "canceled before it began"));
    }
    if (last.failure() == null) {
      return last;
    }
    String message =
        "canceled before another attempt; the last one: "
            + last.failure().type().wireName()
            + ", "
            + last.failure().message();
    return last.failedBy(FailureReport.of(AgentFailure.CANCELED, message));
  }

  private void remember(AgentResult document) {
    if (history == null) {
      return;
    }
    try {
      history.record(TaskOutcome.of(document));
    } catch (IOException unwritable) {
      listener.onWarning("the outcome could not be written to the history: " + unwritable);
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
