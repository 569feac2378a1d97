package dev.ccexecutor.protocol.execution;

/**
 * The parameters of {@code stdin.close}.
 *
 * @param executionId whose input
 */
public record StdinCloseParams(String executionId) {

  public StdinCloseParams {
    ParameterRules.required("execution_id", executionId);
    ParameterRules.knownId("execution_id", executionId);
  }
}
