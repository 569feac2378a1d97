package dev.ccexecutor.protocol.execution;

/**
 * What an execution with {@link SpoolMode#ALL} leaves on the server's disk.
 *
 * @param directory where, as the server's file system names it
 * @param sha256 of the {@code execution.json} in it, as 64 lower-case hex digits; null if that
 *     could not be written
 * @param complete whether all output is in it
 * @param marker the CC_EXECUTION_MARKER of the command, which the {@code execution.json} has too;
 *     null from a server that does not tell it
 */
public record TranscriptSummary(String directory, String sha256, boolean complete, String marker) {}
