package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The answer of {@code execution.attach}: a status with one member more.
 *
 * @param status what is known of the execution
 * @param channel in data frames on this connection
 */
public record AttachResult(@JsonUnwrapped ExecutionStatus status, int channel) {}
