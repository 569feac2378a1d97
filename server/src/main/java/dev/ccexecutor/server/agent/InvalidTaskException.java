package dev.ccexecutor.server.agent;

/** A task that can't be run as it is; nothing was started. */
public final class InvalidTaskException extends Exception {
  private static final long serialVersionUID = 1;

  private final AgentFailure failure;

  public InvalidTaskException(AgentFailure failure, String message) {
    super(message);
    this.failure = failure;
  }

  /** Of what kind. */
  public AgentFailure failure() {
    return failure;
  }
}
