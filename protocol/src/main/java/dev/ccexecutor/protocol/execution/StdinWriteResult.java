package dev.ccexecutor.protocol.execution;

/**
 * The answer of {@code stdin.write}.
 *
 * @param accepted how many of the bytes sent were taken, now or before
 * @param offset behind the last byte of the stream that was taken
 * @param window how many bytes would be taken now
 */
public record StdinWriteResult(long accepted, long offset, long window) {}
