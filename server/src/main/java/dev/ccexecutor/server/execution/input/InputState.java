package dev.ccexecutor.server.execution.input;

/**
 * How an input stands.
 *
 * @param nextOffset of the byte that is expected next
 * @param window how many bytes would be taken now
 * @param open whether any would be taken
 * @param unwritten bytes that were taken and can't be written any more
 */
public record InputState(long nextOffset, long window, boolean open, long unwritten) {}
