package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code process.exited}: the leader is gone.
 *
 * @param executionId whose
 * @param exitCode what it returned; null if a signal ended it
 * @param signal what ended it, without {@code SIG}; null if it returned
 * @param reason what first made it end
 * @param usage what it used; null if not known
 */
public record ProcessExited(
    String executionId, Integer exitCode, String signal, EndReason reason, Usage usage) {}
