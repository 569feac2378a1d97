package dev.ccexecutor.server.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An attempt that failed and was followed by another.
 *
 * @param attempt its number, from 1
 * @param executionId of its process
 * @param type what went wrong
 * @param message what went wrong, in words
 * @param delaySeconds from its end to the next attempt
 * @param transcript what it left
 */
public record RetriedAttempt(
    int attempt,
    String executionId,
    AgentFailure type,
    String message,
    @JsonProperty("delay_s") double delaySeconds,
    AgentTranscript transcript) {}
