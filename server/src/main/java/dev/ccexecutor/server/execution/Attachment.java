package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ExecutionStatus;

/**
 * Somebody has attached.
 *
 * @param status of the execution at that moment
 * @param stdoutFrom offset of the first byte that comes, or of a gap
 * @param stderrFrom the same of the other stream
 */
public record Attachment(ExecutionStatus status, long stdoutFrom, long stderrFrom) {}
