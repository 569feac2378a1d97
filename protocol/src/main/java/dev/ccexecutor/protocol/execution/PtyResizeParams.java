package dev.ccexecutor.protocol.execution;

/**
 * The parameters of {@code pty.resize}.
 *
 * @param executionId whose terminal
 * @param cols from 1 to 65535
 * @param rows from 1 to 65535
 */
public record PtyResizeParams(String executionId, Integer cols, Integer rows) {

  public PtyResizeParams {
    ParameterRules.required("execution_id", executionId);
    ParameterRules.knownId("execution_id", executionId);
    TerminalSize.check(cols, rows);
  }

  public TerminalSize size() {
    return new TerminalSize(cols, rows);
  }
}
