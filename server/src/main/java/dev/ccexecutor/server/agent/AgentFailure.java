package dev.ccexecutor.server.agent;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** What became of a task that did not succeed, and what to do about it. */
public enum AgentFailure implements WireName {
  /** The API has had too many requests of this account (429). */
  RATE_LIMIT(true, "Wait until the limit resets, use another model, or raise the account's limit."),
  /** The API has too much to do (529). */
  OVERLOADED(true, "Nothing is wrong with the task: try again later, or use another model."),
  /** The API failed (5xx). */
  SERVER_ERROR(true, "Nothing is wrong with the task: try again later."),
  /** The agent could not reach its API. */
  CONNECTION(true, "Check the network, the proxy and ANTHROPIC_BASE_URL where the agent runs."),
  /** The agent ended as if all were well, and never said what came of it. */
  MISSING_RESULT(true, "Look at the transcript; if it happens again, update the agent."),
  /** The agent's output ends in the middle of an event. */
  TRUNCATED_OUTPUT(true, "Look at the transcript; if it happens again, ask for shorter answers."),
  /** More text than the model takes or gives. */
  TOKEN_LIMIT(false, "Make the task smaller, name fewer files, or split it into several tasks."),
  /** As many turns as were allowed. */
  MAX_TURNS(false, "Allow more by --max-turns, or split the task."),
  /** As much money as was allowed. */
  BUDGET(false, "Allow more by --max-budget-usd, use a cheaper model, or split the task."),
  /** Stopped after its time. The transcript has what it did until then. */
  TIMEOUT(false, "Allow more time by --timeout, or split the task."),
  /** The agent does not know its user, or the API does not. */
  NOT_LOGGED_IN(
      false,
      "Log the agent in as the user that commands run as, or pass its key: --env"
          + " ANTHROPIC_API_KEY."),
  /** The API does not let this account do that (403). */
  PERMISSION_REFUSED(false, "Use an account, a model or a region that is allowed to do this."),
  /** The agent or its API does not understand what it was told (4xx, a wrong option). */
  INVALID_REQUEST(false, "Correct the task: the message says what is wrong with it."),
  /** The prompt does not fit an argument of a program. */
  PROMPT_TOO_LONG(false, "Put the long part into a file, and have the agent read that."),
  /** The agent gave an error that has no name of its own here. */
  AGENT_ERROR(false, "The message is the agent's own; the transcript has the rest."),
  /** The agent's process ended by itself, with an error, before it had a result. */
  AGENT_CRASHED(false, "Look at the end of its stderr and at the transcript."),
  /** There is no such program where commands run. */
  AGENT_NOT_FOUND(
      false,
      "Install the agent where the server finds it (its PATH), or name it by --agent-command."),
  /** The server does not start it: a policy, a limit, a wrong directory. */
  REFUSED(false, "The message is the server's; ask its operator, or change what it names."),
  /** Somebody stopped it. */
  CANCELED(false, "Run it again if it is still wanted."),
  /** The server or the connection went for good while it ran. */
  LOST(false, "See by its execution_id whether the server knows more, then run it again."),
  /** The agent has a result, and what was to judge it does not accept it. */
  VALIDATION_FAILED(false, "The reasons say what is missing; correct the task and run it again."),
  /** Who was to judge the result has not given a verdict. */
  VALIDATOR_FAILED(false, "Look at the validator's own result; the task itself had succeeded.");

  private final boolean isTransient;
  private final String advice;

  AgentFailure(boolean isTransient, String advice) {
    this.isTransient = isTransient;
    this.advice = advice;
  }

  /** Whether the same task may well succeed a little later. */
  public boolean isTransient() {
    return isTransient;
  }

  /** What to do about it, in a sentence. */
  public String advice() {
    return advice;
  }
}
