package dev.ccexecutor.server.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A failure as the result tells it.
 *
 * @param type its name
 * @param message what happened this time
 * @param advice what to do about it
 * @param retryAfterSeconds how long to wait, if that was told; else null
 */
public record FailureReport(
    AgentFailure type,
    String message,
    String advice,
    @JsonProperty("retry_after_s") Double retryAfterSeconds) {

  /** With the advice of its type. */
  public static FailureReport of(AgentFailure type, String message) {
    return new FailureReport(type, message, type.advice(), null);
  }

  /** The same, with the time that whoever refused wants to be left alone; null if none is known. */
  public FailureReport withRetryAfter(Double seconds) {
    return new FailureReport(type, message, advice, seconds);
  }
}
