package dev.ccexecutor.protocol.execution;

/**
 * The answer of {@code control}.
 *
 * @param status {@link ControlType#resultStatus()}
 * @param executionId whose
 */
public record ControlResult(String status, String executionId) {

  /** The answer when it was done. */
  public static ControlResult of(ControlType type, String executionId) {
    return new ControlResult(type.resultStatus(), executionId);
  }
}
