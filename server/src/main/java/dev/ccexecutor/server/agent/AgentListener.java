package dev.ccexecutor.server.agent;

/**
 * Hears how a task goes on. {@link #onAttempt} comes on the runner's thread and may take as long as
 * a write to a disk; the others come on the client's event loop or the runner's thread and must not
 * block. Never two at once for one attempt.
 */
public interface AgentListener {

  /** Hears nothing. */
  AgentListener SILENT = new AgentListener() {};

  /**
   * An attempt is about to be sent to the server.
   *
   * @param attempt from 1
   * @param executionId under which it will be known
   */
  default void onAttempt(int attempt, String executionId) {}

  /** Its process runs. */
  default void onStarted(String executionId) {}

  /** One more event; of what type, and how many there were. */
  default void onEvent(String type, long events) {}

  /** The agent waits for its API. */
  default void onApiRetry(ApiRetry retry) {}

  /** An attempt failed, and another follows after its delay. */
  default void onRetry(RetriedAttempt failed) {}

  /** Something beside the task itself does not work, and it goes on without. */
  default void onWarning(String message) {}

  /** The connection to the server is being made anew; the agent goes on meanwhile. */
  default void onReconnecting(String reason) {}
}
