package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.server.agent.AgentTask;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.event.ExecutionScheduledEvent;
import dev.failsafe.function.CheckedPredicate;
import java.time.Duration;
import java.util.function.Consumer;

/** When a task is tried again. */
final class RetrySchedule {
  /** Of each delay, to both sides: those who were refused together don't come back together. */
  private static final double JITTER = 0.2;

  /** The library takes a negative delay for none of its business. */
  private static final Duration OF_THE_SCHEDULE = Duration.ofMillis(-1);

  private RetrySchedule() {}

  /**
   * A policy.
   *
   * @param retries at most
   * @param stopped whether nobody wants another attempt any more
   * @param scheduled is told of each that will be
   */
  static RetryPolicy<AttemptOutcome> of(
      AgentTask task,
      int retries,
      CheckedPredicate<AttemptOutcome> stopped,
      Consumer<ExecutionScheduledEvent<AttemptOutcome>> scheduled) {
    RetryPolicyBuilder<AttemptOutcome> builder =
        RetryPolicy.<AttemptOutcome>builder()
            .handleResultIf(AttemptOutcome::isTransient)
            .abortIf(stopped)
            .withMaxRetries(retries)
            .withJitter(JITTER)
            .withDelayFn(context -> told(context.getLastResult(), task))
            .onRetryScheduled(scheduled::accept);
    if (task.maxRetryDelay().compareTo(task.firstRetryDelay()) > 0) {
      return builder.withBackoff(task.firstRetryDelay(), task.maxRetryDelay()).build();
    }
    return builder.withDelay(task.firstRetryDelay()).build();
  }

  /** Whether it is told to wait for longer than anybody wants to. */
  static boolean waitsTooLong(AttemptOutcome outcome, AgentTask task) {
    Double seconds = outcome.failure() == null ? null : outcome.failure().retryAfterSeconds();
    return seconds != null && duration(seconds).compareTo(task.maxRetryDelay()) > 0;
  }

  /** What was told counts from below, jitter or not; negative for the schedule's own delay. */
  private static Duration told(AttemptOutcome last, AgentTask task) {
    Double seconds = last == null ? null : last.failure().retryAfterSeconds();
    if (seconds == null) {
      return OF_THE_SCHEDULE;
    }
    Duration wanted = duration(seconds / (1 - JITTER));
    // Shorter than the first delay is no reason to hurry.
    return wanted.compareTo(task.firstRetryDelay()) > 0 ? wanted : OF_THE_SCHEDULE;
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
