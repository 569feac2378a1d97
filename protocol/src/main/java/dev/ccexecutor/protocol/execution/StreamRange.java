package dev.ccexecutor.protocol.execution;

/**
 * What there is of a stream, as offsets in bytes.
 *
 * @param from the oldest byte that is kept
 * @param to behind the last byte that was read from the child
 */
public record StreamRange(long from, long to) {}
