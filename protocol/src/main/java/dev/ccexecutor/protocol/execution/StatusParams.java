package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The parameters of {@code execution.status}.
 *
 * @param executionId whose status
 * @param waitSeconds how long to wait for its end; null to answer at once
 */
public record StatusParams(String executionId, @JsonProperty("wait") Double waitSeconds) {

  public StatusParams {
    ParameterRules.required("execution_id", executionId);
    ParameterRules.knownId("execution_id", executionId);
    ParameterRules.seconds("wait", waitSeconds);
  }

  /** How long to wait for the end; 0 is not at all. */
  public long waitMillis() {
    return ParameterRules.millisOf(waitSeconds, 0);
  }
}
