package dev.ccexecutor.protocol.execution;

/**
 * The answer of {@code execution.detach}.
 *
 * @param status always {@link #DETACHED}
 * @param executionId whose
 */
public record DetachResult(String status, String executionId) {

  public static final String DETACHED = "detached";

  public static DetachResult of(String executionId) {
    return new DetachResult(DETACHED, executionId);
  }
}
