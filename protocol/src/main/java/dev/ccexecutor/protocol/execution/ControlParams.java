package dev.ccexecutor.protocol.execution;

/**
 * The parameters of {@code control}.
 *
 * @param type what to do
 * @param executionId null for the session's newest live execution
 * @param signal with {@link ControlType#SIGNAL}, and only there: a name, without {@code SIG} also
 *     where it was sent with it; whether there is such a signal is the receiver's to say
 * @param grace from TERM to KILL, in seconds; null for the execution's own
 */
public record ControlParams(ControlType type, String executionId, String signal, Double grace) {

  private static final int MAX_SIGNAL_LENGTH = 32;

  public ControlParams {
    ParameterRules.required("type", type);
    ParameterRules.knownId("execution_id", executionId);
    if (type == ControlType.SIGNAL) {
      ParameterRules.required("signal", signal);
      boolean holds = !signal.isEmpty() && signal.length() <= MAX_SIGNAL_LENGTH;
      ParameterRules.require(holds, "signal", "must be the name of a signal");
      signal = Signal.withoutPrefix(signal);
    } else {
      ParameterRules.require(signal == null, "signal", "goes with type SIGNAL only");
    }
    ParameterRules.seconds("grace", grace);
  }

  /** From TERM to KILL: what was sent, else the execution's own. */
  public long graceMillisOr(long executionGraceMillis) {
    return ParameterRules.millisOf(grace, executionGraceMillis);
  }
}
