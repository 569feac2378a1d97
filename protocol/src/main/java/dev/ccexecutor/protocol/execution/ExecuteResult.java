package dev.ccexecutor.protocol.execution;

/**
 * The answer of {@code execute}.
 *
 * @param status always {@link #STARTED}
 * @param executionId the client's, or the server's choice
 * @param pid of the leader; null while an existing execution is still starting
 * @param pgid of the leader's process group; null with pid
 * @param channel in data frames on this connection; null where this connection gets none of it
 * @param existing true if nothing was started because the execution was there; else null
 * @param state of an execution that was there; else null
 */
public record ExecuteResult(
    String status,
    String executionId,
    Integer pid,
    Integer pgid,
    Integer channel,
    Boolean existing,
    ExecutionState state) {

  public static final String STARTED = "started";

  /** The answer for a new execution. */
  public static ExecuteResult started(String executionId, int pid, int pgid, int channel) {
    return new ExecuteResult(STARTED, executionId, pid, pgid, channel, null, null);
  }
}
