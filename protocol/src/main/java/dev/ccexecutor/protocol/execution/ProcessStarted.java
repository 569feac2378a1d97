package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code process.started}.
 *
 * @param executionId whose
 * @param status always {@code "started"}
 * @param pid of the leader
 * @param pgid of the leader's process group
 */
public record ProcessStarted(String executionId, String status, int pid, int pgid) {

  public static ProcessStarted of(String executionId, int pid, int pgid) {
    return new ProcessStarted(executionId, ExecuteResult.STARTED, pid, pgid);
  }
}
