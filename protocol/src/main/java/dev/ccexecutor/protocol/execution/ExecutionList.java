package dev.ccexecutor.protocol.execution;

import java.util.List;

/**
 * The answer of {@code execution.list}.
 *
 * @param executions one page
 * @param cursor asks for the next page; null after the last
 */
public record ExecutionList(List<ExecutionStatus> executions, String cursor) {

  public ExecutionList {
    executions = List.copyOf(executions);
  }
}
