package dev.ccexecutor.server.config;

/**
 * What output may be on disk.
 *
 * @param totalBytes all executions together, with what earlier servers have left
 * @param executionBytes one execution
 * @param retentionMillis how long a transcript is kept after its end
 */
public record SpoolLimits(long totalBytes, long executionBytes, long retentionMillis) {}
