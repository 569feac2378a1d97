package dev.ccexecutor.protocol.execution;

import java.util.List;

/**
 * The answer of {@code session.resume}.
 *
 * @param executions all that were the session's and are known, with their channels on this
 *     connection
 */
public record SessionResumeResult(List<AttachResult> executions) {

  public SessionResumeResult {
    executions = List.copyOf(executions);
  }
}
