package dev.ccexecutor.server.agent;

import tools.jackson.databind.JsonNode;

/**
 * What an agent has said.
 *
 * @param result the text of its result; null if there is none
 * @param partialText the end of what it said before; null if there is none
 * @param failure why it did not succeed, as far as its output tells; null if it did
 * @param sessionId of the agent's conversation, or null
 * @param model that worked, or null
 * @param figures of its result event, or null
 * @param events counts of what it wrote
 * @param diagnostics the end of what it wrote that is no event, stderr above all; null if nothing
 */
public record AgentReading(
    String result,
    String partialText,
    FailureReport failure,
    String sessionId,
    String model,
    Figures figures,
    EventCounts events,
    String diagnostics) {

  /**
   * What an agent tells of its own work; each null if it does not.
   *
   * @param turns of the conversation
   * @param costUsd in dollars
   * @param durationMillis as the agent measured it
   * @param apiMillis of these, waiting for its API
   * @param usage in tokens, as the agent has it
   * @param permissionDenials tools that it was not allowed to use, as the agent has it
   * @param structuredOutput what it gave for a schema, as the agent has it
   */
  public record Figures(
      Integer turns,
      JsonNode costUsd,
      Long durationMillis,
      Long apiMillis,
      JsonNode usage,
      JsonNode permissionDenials,
      JsonNode structuredOutput) {}

  /**
   * Counts.
   *
   * @param count events
   * @param notJson lines that are none
   * @param tooLong lines that were too long to be read
   * @param apiRetries how often the agent had to ask its API again
   */
  public record EventCounts(long count, long notJson, long tooLong, long apiRetries) {}

  /** Whether the agent itself said that it has done what it was to do. */
  public boolean succeeded() {
    return failure == null;
  }
}
