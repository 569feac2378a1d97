package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code process.gap}: bytes of a stream that will not come.
 *
 * @param executionId whose
 * @param type stdout or stderr
 * @param from the first of them
 * @param to behind the last of them
 * @param reason why
 */
public record ProcessGap(
    String executionId, StreamType type, long from, long to, GapReason reason) {}
