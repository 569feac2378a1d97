package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code process.detached}: this connection gets nothing more of it.
 *
 * @param executionId whose
 * @param reason why
 */
public record ProcessDetached(String executionId, DetachReason reason) {}
