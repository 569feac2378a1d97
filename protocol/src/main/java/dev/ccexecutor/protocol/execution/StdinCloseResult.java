package dev.ccexecutor.protocol.execution;

/**
 * The answer of {@code stdin.close}.
 *
 * @param offset the stream's length: all that was taken of it
 */
public record StdinCloseResult(long offset) {}
