package dev.ccexecutor.server.agent.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * How a task came out once.
 *
 * @param name of the task
 * @param endedAt when, to the millisecond
 * @param failure why it did not succeed; null if it did
 * @param attemptSeconds of the last attempt
 * @param attempts how many there were
 * @param costUsd of the last attempt; null if it is not known
 */
public record TaskOutcome(
    String name,
    Instant endedAt,
    AgentFailure failure,
    @JsonProperty("attempt_duration_s") double attemptSeconds,
    int attempts,
    BigDecimal costUsd) {

  public TaskOutcome {
    Objects.requireNonNull(name, "name");
    endedAt = endedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Of a result that has just come. */
  public static TaskOutcome of(AgentResult result) {
    JsonNode cost = result.costUsd();
    return new TaskOutcome(
        result.name(),
        Instant.now(),
        result.failure() == null ? null : result.failure().type(),
        result.attemptSeconds(),
        result.retries().size() + 1,
        cost != null && cost.isNumber() ? cost.decimalValue() : null);
  }

  @JsonIgnore
  public boolean isSuccess() {
    return failure == null;
  }

  /** Whether it says anything about the task: to be stopped says something about somebody else. */
  @JsonIgnore
  boolean counts() {
    return failure != AgentFailure.CANCELED;
  }

  /** Whether it says how long the task takes; one that was stopped has taken so long at least. */
  @JsonIgnore
  boolean isDuration() {
    return isSuccess() || failure == AgentFailure.TIMEOUT;
  }
}
