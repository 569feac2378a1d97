package dev.ccexecutor.protocol.execution;

/**
 * The size of a terminal, in characters.
 *
 * @param cols from 1 to 65535
 * @param rows from 1 to 65535
 */
public record TerminalSize(Integer cols, Integer rows) {

  private static final int MAX = 65535;

  public TerminalSize {
    check(cols, rows);
  }

  static void check(Integer cols, Integer rows) {
    check("cols", cols);
    check("rows", rows);
  }

  private static void check(String field, Integer value) {
    boolean holds = value != null && value >= 1 && value <= MAX;
    ParameterRules.require(holds, field, "must be an integer from 1 to " + MAX);
  }
}
