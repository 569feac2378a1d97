package dev.ccexecutor.protocol.execution;

/**
 * The answer of {@code pty.resize}.
 *
 * @param executionId whose terminal
 * @param cols what it has now
 * @param rows what it has now
 */
public record PtyResizeResult(String executionId, int cols, int rows) {

  public static PtyResizeResult of(String executionId, TerminalSize size) {
    return new PtyResizeResult(executionId, size.cols(), size.rows());
  }
}
