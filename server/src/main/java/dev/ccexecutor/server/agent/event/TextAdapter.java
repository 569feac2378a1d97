package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.server.agent.AgentAdapter;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentReader;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.InvalidTaskException;
import java.util.ArrayList;
import java.util.List;

/**
 * Any program that takes a text as an argument and prints its answer: what it printed is the
 * result, and its exit code says whether it is one.
 */
public final class TextAdapter implements AgentAdapter {
  /**
   * Stands in the command where the prompt is to be; without it the prompt is the last argument.
   */
  static final String PROMPT_PLACE = "{prompt}";

  @Override
  public String name() {
    return "text";
  }

  @Override
  public List<String> argv(AgentTask task) throws InvalidTaskException {
    if (task.agentCommand().isEmpty()) {
      throw new InvalidTaskException(
          AgentFailure.INVALID_REQUEST, "the agent text needs a command: agent_command");
    }
    refuse(!task.tools().isEmpty(), "tools");
    refuse(task.model() != null, "model");
    refuse(task.maxTurns() != null, "max_turns");
    refuse(task.maxBudgetUsd() != null, "max_budget_usd");
    refuse(task.permissionMode() != null, "permission_mode");
    refuse(task.sessionId() != null, "session_id");
    List<String> argv = new ArrayList<>(task.agentCommand());
    argv.addAll(task.extraArguments());
    int place = argv.indexOf(PROMPT_PLACE);
    if (place < 0) {
      argv.add(task.prompt());
    } else {
      argv.set(place, task.prompt());
    }
    return argv;
  }

  @Override
  public AgentReader reader(AgentListener listener) {
    return new TextReader();
  }

  /** What can't be told to it must not be dropped in silence. */
  private static void refuse(boolean given, String what) throws InvalidTaskException {
    if (given) {
      throw new InvalidTaskException(
          AgentFailure.INVALID_REQUEST,
          "the agent text has no " + what + ": put it into the command");
    }
  }
}
