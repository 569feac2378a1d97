package dev.ccexecutor.protocol.execution;

import java.util.List;

/**
 * The answer of {@code session.resume}.
 *
 * @param executions all that were the session's and are known, with their channels on this
 *     connection
 * @param more true if they are not all, because they would not fit into a message: the same call
 *     brings the next; else null
 */
public record SessionResumeResult(List<AttachResult> executions, Boolean more) {

  public SessionResumeResult {
    executions = List.copyOf(executions);
  }
}
