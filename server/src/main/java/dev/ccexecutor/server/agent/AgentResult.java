package dev.ccexecutor.server.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What came of a task: the one document that the command line prints. What is not known is null,
 * and left out of the JSON.
 *
 * @param name of the task
 * @param isError false only if the agent has given a complete result that is no error
 * @param result the text of the agent's result
 * @param partialText the end of what it said, where there is no result
 * @param failure why it did not succeed
 * @param executionId of the last attempt, by which the server knows it
 * @param exitCode of the agent's process, as a shell has it
 * @param endReason what first made it end, as {@code process.completed} says it
 * @param treeEmpty whether no process of the tree is left
 * @param sessionId of the agent's conversation
 * @param model that worked
 * @param turns of the conversation
 * @param costUsd in dollars, as the agent counts them
 * @param durationSeconds from the first attempt's start to the last one's end
 * @param attemptSeconds of the last attempt alone
 * @param agentMillis as the agent measured it
 * @param apiMillis of these, waiting for its API
 * @param timeoutSeconds that each attempt was allowed
 * @param usage in tokens, as the agent has it
 * @param permissionDenials tools that it was not allowed to use, as the agent has it
 * @param structuredOutput what it gave for a schema, as the agent has it
 * @param transcript what proves the output of the last attempt
 * @param events what it wrote, counted
 * @param diagnostics the end of what it wrote that is no event
 * @param retries the attempts before the last
 * @param validation what was said of the result, where somebody was to judge it
 */
public record AgentResult(
    String name,
    boolean isError,
    String result,
    String partialText,
    FailureReport failure,
    String executionId,
    Integer exitCode,
    String endReason,
    Boolean treeEmpty,
    String sessionId,
    String model,
    @JsonProperty("num_turns") Integer turns,
    @JsonProperty("total_cost_usd") JsonNode costUsd,
    @JsonProperty("duration_s") double durationSeconds,
    @JsonProperty("attempt_duration_s") double attemptSeconds,
    @JsonProperty("agent_duration_ms") Long agentMillis,
    @JsonProperty("agent_api_duration_ms") Long apiMillis,
    @JsonProperty("timeout_s") Double timeoutSeconds,
    JsonNode usage,
    JsonNode permissionDenials,
    JsonNode structuredOutput,
    AgentTranscript transcript,
    AgentReading.EventCounts events,
    String diagnostics,
    List<RetriedAttempt> retries,
    Validation validation) {

  public AgentResult {
    retries = List.copyOf(retries);
  }

  /**
   * What was said of a result.
   *
   * @param passed whether it was accepted
   * @param reasons why, or why not
   * @param by the result of the agent that judged; null where it was no agent
   */
  public record Validation(boolean passed, List<String> reasons, AgentResult by) {
    public Validation {
      reasons = List.copyOf(reasons);
    }
  }

  /** The same, judged; a verdict against it makes it a failure. */
  public AgentResult judged(Validation verdict, FailureReport ifRefused) {
    return new AgentResult(
        name,
        ifRefused != null,
        result,
        partialText,
        ifRefused,
        executionId,
        exitCode,
        endReason,
        treeEmpty,
        sessionId,
        model,
        turns,
        costUsd,
        durationSeconds,
        attemptSeconds,
        agentMillis,
        apiMillis,
        timeoutSeconds,
        usage,
        permissionDenials,
        structuredOutput,
        transcript,
        events,
        diagnostics,
        retries,
        verdict);
  }
}
