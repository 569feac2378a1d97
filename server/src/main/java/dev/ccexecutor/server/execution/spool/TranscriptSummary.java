package dev.ccexecutor.server.execution.spool;

/**
 * What the end record says of a transcript.
 *
 * @param directory its absolute path
 * @param sha256 of its manifest, {@code execution.json}, as 64 hex digits: with it {@code verify}
 *     proves that also the manifest is as it was. Null if the manifest could not be written
 * @param complete whether every byte of both streams is in it, forced to the disk
 */
public record TranscriptSummary(String directory, String sha256, boolean complete) {}
