package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code process.stdin}.
 *
 * @param executionId whose
 * @param offset of the next byte that is expected
 * @param window how many bytes would be taken now
 * @param state whether any would
 * @param unwritten bytes that were taken and that the child can't get any more, because it has
 *     closed its input or is gone; null if there are none
 */
public record ProcessStdin(
    String executionId, long offset, long window, StdinState state, Long unwritten) {}
