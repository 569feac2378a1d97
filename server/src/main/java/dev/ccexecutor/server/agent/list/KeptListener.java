package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.ApiRetry;
import dev.ccexecutor.server.agent.RetriedAttempt;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes down which attempt is next before it is made, so that whoever comes after a crash looks
 * for just that one, and passes all on. On the runner's thread, which the list's thread waits for.
 */
final class KeptListener implements AgentListener {
  private final Noting noting;
  private final AgentListener next;
  private final ListState state;
  private final String name;
  private volatile TaskEntry entry;

  /** What of an attempt is kept. */
  private interface Noting {
    TaskEntry attempt(TaskEntry entry, int attempt, String executionId);

    TaskEntry retry(TaskEntry entry, RetriedAttempt failed);
  }

  private static final Noting OF_TASK =
      new Noting() {
        @Override
        public TaskEntry attempt(TaskEntry entry, int attempt, String executionId) {
          return entry.withAttempt(attempt);
        }

        @Override
        public TaskEntry retry(TaskEntry entry, RetriedAttempt failed) {
          return entry.withRetry(failed);
        }
      };

  private static final Noting OF_JUDGE =
      new Noting() {
        @Override
        public TaskEntry attempt(TaskEntry entry, int attempt, String executionId) {
          return entry.withJudge(executionId);
        }

        @Override
        public TaskEntry retry(TaskEntry entry, RetriedAttempt failed) {
          return entry; // They are the judge's own.
        }
      };

  private KeptListener(
      Noting noting, AgentListener next, ListState state, String name, TaskEntry entry) {
    this.noting = noting;
    this.next = next;
    this.state = state;
    this.name = name;
    this.entry = entry;
  }

  /** Of the task's own attempts. */
  static KeptListener ofTask(AgentListener next, ListState state, String name, TaskEntry entry) {
    return new KeptListener(OF_TASK, next, state, name, entry);
  }

  /** Of attempts to judge what came of the task. */
  static KeptListener ofJudge(AgentListener next, ListState state, String name, TaskEntry entry) {
    return new KeptListener(OF_JUDGE, next, state, name, entry);
  }

  TaskEntry entry() {
    return entry;
  }

  @Override
  public void onAttempt(int attempt, String executionId) {
    entry = noting.attempt(entry, attempt, executionId);
    try {
      state.put(name, entry);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    next.onAttempt(attempt, executionId);
  }

  @Override
  public void onRetry(RetriedAttempt failed) {
    entry = noting.retry(entry, failed); // on the disk with the next attempt
    next.onRetry(failed);
  }

  @Override
  public void onStarted(String executionId) {
    next.onStarted(executionId);
  }

  @Override
  public void onEvent(String type, long events) {
    next.onEvent(type, events);
  }

  @Override
  public void onApiRetry(ApiRetry retry) {
    next.onApiRetry(retry);
  }

  @Override
  public void onWarning(String message) {
    next.onWarning(message);
  }

  @Override
  public void onReconnecting(String reason) {
    next.onReconnecting(reason);
  }
}
