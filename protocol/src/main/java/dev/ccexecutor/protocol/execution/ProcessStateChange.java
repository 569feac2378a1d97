package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code process.paused}, {@code process.resumed} and {@code process.canceled}.
 *
 * @param executionId whose
 * @param status {@code "paused"}, {@code "resumed"} or {@code "canceled"}
 * @param pid of the leader
 * @param pgid of the leader's process group
 */
public record ProcessStateChange(String executionId, String status, int pid, int pgid) {}
