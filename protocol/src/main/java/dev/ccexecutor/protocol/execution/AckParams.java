package dev.ccexecutor.protocol.execution;

/**
 * The parameters of {@code output.ack}: all before these offsets is taken care of.
 *
 * @param executionId whose output
 * @param stdout the first byte of it that is not acknowledged; null where nothing is new
 * @param stderr the first byte of it that is not acknowledged; null where nothing is new
 */
public record AckParams(String executionId, Long stdout, Long stderr) {

  public AckParams {
    ParameterRules.required("execution_id", executionId);
    ParameterRules.knownId("execution_id", executionId);
    ParameterRules.offset("stdout", stdout);
    ParameterRules.offset("stderr", stderr);
  }

  public StreamOffsets offsets() {
    return new StreamOffsets(stdout, stderr);
  }
}
