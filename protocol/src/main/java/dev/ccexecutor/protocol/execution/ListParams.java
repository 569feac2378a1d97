package dev.ccexecutor.protocol.execution;

/**
 * The parameters of {@code execution.list}.
 *
 * @param cursor from the page before; null for the first page
 */
public record ListParams(String cursor) {

  private static final int MAX_CURSOR_LENGTH = 256;

  public ListParams {
    boolean holds = cursor == null || cursor.length() <= MAX_CURSOR_LENGTH;
    ParameterRules.require(holds, "cursor", "must be a cursor of an earlier answer");
  }
}
