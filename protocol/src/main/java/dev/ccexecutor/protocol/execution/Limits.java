package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;

/**
 * What a server allows; a null member, which is not written, is a limit it does not have.
 *
 * @param maxMessageBytes longest message it takes
 * @param maxExecutions live executions of a session
 * @param maxWindow largest window, in bytes
 * @param maxReplay most replay, in bytes
 * @param queueBytes what it holds of an execution's output that has no window
 * @param maxStdinBytes what it holds of an execution's input
 * @param retentionSeconds how long an ended execution is kept
 * @param maxRetainedBytes what all ended executions together may hold
 */
public record Limits(
    Long maxMessageBytes,
    Integer maxExecutions,
    Long maxWindow,
    Long maxReplay,
    Long queueBytes,
    Long maxStdinBytes,
    @JsonProperty("retention") BigDecimal retentionSeconds,
    Long maxRetainedBytes) {}
