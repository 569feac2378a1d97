package dev.ccexecutor.server.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Puts an {@link AgentTask} together by name. For one thread. */
public final class AgentTaskBuilder {
  private static final int DEFAULT_RETRIES = 3;

  private final String name;
  private final String prompt;
  private final AgentAdapter adapter;
  private List<String> agentCommand = List.of();
  private List<String> tools = List.of();
  private String model;
  private TaskTimeout timeout = TaskTimeout.AUTO;
  private String cwd;
  private Map<String, String> env = Map.of();
  private Integer maxTurns;
  private BigDecimal maxBudgetUsd;
  private String permissionMode;
  private String sessionId;
  private List<String> extraArguments = List.of();
  private int retries = DEFAULT_RETRIES;
  private Duration firstRetryDelay = Duration.ofSeconds(2);
  private Duration maxRetryDelay = Duration.ofMinutes(5);
  private Duration grace = Duration.ofSeconds(10);
  private Duration detachTtl;

  AgentTaskBuilder(String name, String prompt, AgentAdapter adapter) {
    this.name = name;
    this.prompt = prompt;
    this.adapter = adapter;
  }

  /** The agent's program and first arguments. */
  public AgentTaskBuilder agentCommand(List<String> agentCommand) {
    this.agentCommand = agentCommand;
    return this;
  }

  /** Tools that the agent may use without asking. */
  public AgentTaskBuilder tools(List<String> tools) {
    this.tools = tools;
    return this;
  }

  /** The model to work with. */
  public AgentTaskBuilder model(String model) {
    this.model = model;
    return this;
  }

  /** How long each attempt may run. */
  public AgentTaskBuilder timeout(TaskTimeout timeout) {
    this.timeout = timeout;
    return this;
  }

  /** Where it works, on the server's machine. */
  public AgentTaskBuilder cwd(String cwd) {
    this.cwd = cwd;
    return this;
  }

  /** Variables added to the agent's. */
  public AgentTaskBuilder env(Map<String, String> env) {
    this.env = env;
    return this;
  }

  /** Turns of the conversation, at most. */
  public AgentTaskBuilder maxTurns(Integer maxTurns) {
    this.maxTurns = maxTurns;
    return this;
  }

  /** Dollars, at most. */
  public AgentTaskBuilder maxBudgetUsd(BigDecimal maxBudgetUsd) {
    this.maxBudgetUsd = maxBudgetUsd;
    return this;
  }

  /** The agent's permission mode. */
  public AgentTaskBuilder permissionMode(String permissionMode) {
    this.permissionMode = permissionMode;
    return this;
  }

  /** The conversation's id, a UUID. */
  public AgentTaskBuilder sessionId(String sessionId) {
    this.sessionId = sessionId;
    return this;
  }

  /** More arguments of the agent's, as they are. */
  public AgentTaskBuilder extraArguments(List<String> extraArguments) {
    this.extraArguments = extraArguments;
    return this;
  }

  /** Attempts after the first one, at most; 3 by default. */
  public AgentTaskBuilder retries(int retries) {
    this.retries = retries;
    return this;
  }

  /** Before the second attempt, about; 2 s by default. */
  public AgentTaskBuilder firstRetryDelay(Duration firstRetryDelay) {
    this.firstRetryDelay = firstRetryDelay;
    return this;
  }

  /** Longest delay between attempts; 5 min by default. */
  public AgentTaskBuilder maxRetryDelay(Duration maxRetryDelay) {
    this.maxRetryDelay = maxRetryDelay;
    return this;
  }

  /** From TERM to KILL; 10 s by default. */
  public AgentTaskBuilder grace(Duration grace) {
    this.grace = grace;
    return this;
  }

  /** How long it goes on when nobody is connected. */
  public AgentTaskBuilder detachTtl(Duration detachTtl) {
    this.detachTtl = detachTtl;
    return this;
  }

  /**
   * The task.
   *
   * @throws IllegalArgumentException if a value is none that a task can have
   */
  public AgentTask build() {
    AgentTask task = filled();
    AgentTask.promptProblem(prompt)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return task;
  }

  /** The task with whatever text: other tasks' results may have made it one that can't be told. */
  AgentTask filled() {
    return new AgentTask(
        name,
        prompt,
        adapter,
        agentCommand,
        tools,
        model,
        timeout,
        cwd,
        env,
        maxTurns,
        maxBudgetUsd,
        permissionMode,
        sessionId,
        extraArguments,
        retries,
        firstRetryDelay,
        maxRetryDelay,
        grace,
        detachTtl);
  }
}
