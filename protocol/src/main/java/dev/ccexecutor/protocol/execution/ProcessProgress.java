package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The params of {@code process.progress}: it lives, though it may be quiet.
 *
 * @param executionId whose
 * @param runningSeconds time since its start, without time spent paused
 * @param silentSeconds time since the last byte of either output, paused or not
 * @param stdoutBytes read so far
 * @param stderrBytes read so far
 * @param tree null where it could not be looked at
 */
public record ProcessProgress(
    String executionId,
    @JsonProperty("running_s") double runningSeconds,
    @JsonProperty("silent_s") double silentSeconds,
    long stdoutBytes,
    long stderrBytes,
    TreeUsage tree) {}
