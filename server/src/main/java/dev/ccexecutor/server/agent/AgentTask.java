package dev.ccexecutor.server.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A piece of work for an agent. Immutable; {@link #builder} puts it together.
 *
 * @param name by which its history is kept; 1 to 64 of {@code A-Z a-z 0-9 . _ -}
 * @param prompt what the agent is told, in full
 * @param adapter knows the agent
 * @param agentCommand the agent's program and first arguments; empty for the adapter's own
 * @param tools the agent may use without asking
 * @param model or null for the agent's own choice
 * @param timeout of each attempt
 * @param cwd where it works, on the server's machine; null for the server's directory
 * @param env variables added to the agent's
 * @param maxTurns or null
 * @param maxBudgetUsd or null
 * @param permissionMode or null
 * @param sessionId the conversation's id for the first attempt, or null
 * @param extraArguments of the agent's, as they are
 * @param retries attempts after the first one, at most
 * @param firstRetryDelay before the second attempt, about; it doubles from there
 * @param maxRetryDelay is never exceeded: who is told to wait for longer gives up
 * @param grace from TERM to KILL when it is stopped
 * @param detachTtl how long it goes on when nobody is connected; null for the server's default
 */
public record AgentTask(
    String name,
    String prompt,
    AgentAdapter adapter,
    List<String> agentCommand,
    List<String> tools,
    String model,
    TaskTimeout timeout,
    String cwd,
    Map<String, String> env,
    Integer maxTurns,
    BigDecimal maxBudgetUsd,
    String permissionMode,
    String sessionId,
    List<String> extraArguments,
    int retries,
    Duration firstRetryDelay,
    Duration maxRetryDelay,
    Duration grace,
    Duration detachTtl) {

  /** What a name looks like. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Most retries that may be asked for. */
  public static final int MAX_RETRIES = 100;

  public AgentTask {
    Objects.requireNonNull(adapter, "adapter");
    Objects.requireNonNull(timeout, "timeout");
    check(NAME.matcher(name).matches(), "name must be 1 to 64 of A-Z a-z 0-9 . _ -");
    Objects.requireNonNull(prompt, "prompt");
    check(retries >= 0 && retries <= MAX_RETRIES, "retries must be 0 to " + MAX_RETRIES);
    check(maxTurns == null || maxTurns > 0, "max_turns must be greater than 0");
    check(
        maxBudgetUsd == null || maxBudgetUsd.signum() > 0, "max_budget_usd must be greater than 0");
    check(!firstRetryDelay.isNegative() && !firstRetryDelay.isZero(), "no delay between retries");
    check(maxRetryDelay.compareTo(firstRetryDelay) >= 0, "the longest delay is below the first");
    agentCommand = List.copyOf(agentCommand);
    tools = List.copyOf(tools);
    extraArguments = List.copyOf(extraArguments);
    // In the order given: the server compares a repeated request with the first.
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A task with everything else as it is by default. */
  public static AgentTaskBuilder builder(String name, String prompt, AgentAdapter adapter) {
    return new AgentTaskBuilder(name, prompt, adapter);
  }

  /** Why no agent can be told this; empty if it can. */
  public static Optional<String> promptProblem(String prompt) {
    if (prompt.isBlank()) {
      return Optional.of("the task has no text");
    }
    return prompt.indexOf('\0') < 0
        ? Optional.empty()
        : Optional.of("the task has a NUL character");
  }

  /** The agent's program and its first arguments. */
  public List<String> command(String usual) {
    return agentCommand.isEmpty() ? List.of(usual) : new ArrayList<>(agentCommand);
  }

  /** The same with another text; if no agent can be told it, that is what comes of running it. */
  public AgentTask withPrompt(String other) {
    return toBuilder(other).filled();
  }

  /** The same with another time. */
  public AgentTask withTimeout(TaskTimeout other) {
    return toBuilder(prompt).timeout(other).filled();
  }

  /** The same in another directory. */
  public AgentTask withCwd(String other) {
    return toBuilder(prompt).cwd(other).filled();
  }

  /** The same, going on for so long when nobody is connected. */
  public AgentTask withDetachTtl(Duration other) {
    return toBuilder(prompt).detachTtl(other).filled();
  }

  /** The same in a conversation of whatever id: one that was used can't be used again. */
  public AgentTask withoutSessionId() {
    return toBuilder(prompt).sessionId(null).filled();
  }

  private AgentTaskBuilder toBuilder(String otherPrompt) {
    return new AgentTaskBuilder(name, otherPrompt, adapter)
        .agentCommand(agentCommand)
        .tools(tools)
        .model(model)
        .timeout(timeout)
        .cwd(cwd)
        .env(env)
        .maxTurns(maxTurns)
        .maxBudgetUsd(maxBudgetUsd)
        .permissionMode(permissionMode)
        .sessionId(sessionId)
        .extraArguments(extraArguments)
        .retries(retries)
        .firstRetryDelay(firstRetryDelay)
        .maxRetryDelay(maxRetryDelay)
        .grace(grace)
        .detachTtl(detachTtl);
  }
}
