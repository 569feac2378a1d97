package dev.ccexecutor.protocol.execution;

/**
 * The parameters of {@code execution.detach}.
 *
 * @param executionId of which this connection wants nothing more
 */
public record DetachParams(String executionId) {

  public DetachParams {
    ParameterRules.required("execution_id", executionId);
    ParameterRules.knownId("execution_id", executionId);
  }
}
