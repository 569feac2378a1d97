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
  private final AgentListener next;
  private final ListState state;
  private final String name;
  private volatile TaskEntry entry;

  KeptListener(AgentListener next, ListState state, String name, TaskEntry entry) {
    this.next = next;
    this.state = state;
    this.name = name;
    this.entry = entry;
  }

  TaskEntry entry() {
    return entry;
  }

  @Override
  public void onAttempt(int attempt, String executionId) {
    entry = entry.withAttempt(attempt);
    try {
      state.put(name, entry);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    next.onAttempt(attempt, executionId);
  }

  @Override
  public void onRetry(RetriedAttempt failed) {
    entry = entry.withRetry(failed); // on the disk with the next attempt
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
