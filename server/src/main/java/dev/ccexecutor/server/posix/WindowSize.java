package dev.ccexecutor.server.posix;

/**
 * The size of a terminal, in characters.
 *
 * @param cols from 1 to 65535
 * @param rows from 1 to 65535
 */
public record WindowSize(int cols, int rows) {
  private static final int MAX = 65535;

  public WindowSize {
    if (cols < 1 || cols > MAX || rows < 1 || rows > MAX) {
      throw new IllegalArgumentException("no terminal has " + cols + " columns, " + rows + " rows");
    }
  }
}
