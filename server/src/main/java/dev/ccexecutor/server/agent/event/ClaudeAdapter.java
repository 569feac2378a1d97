package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.server.agent.AgentAdapter;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentReader;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.InvalidTaskException;
import java.util.ArrayList;
import java.util.List;

/** The agent {@code claude}: one fresh conversation, its events as JSON lines. */
public final class ClaudeAdapter implements AgentAdapter {
  private static final String PROGRAM = "claude";

  @Override
  public String name() {
    return PROGRAM;
  }

  @Override
  public List<String> argv(AgentTask task) throws InvalidTaskException {
    List<String> argv = new ArrayList<>(task.command(PROGRAM));
    argv.add("-p");
    // Its parser takes a first argument with a dash for an option, also behind -p.
    boolean likeAnOption = task.prompt().startsWith("-");
    if (!likeAnOption) {
      argv.add(task.prompt());
    }
    argv.addAll(List.of("--output-format", "stream-json", "--verbose"));
    addIfGiven(argv, "--model", task.model());
    addIfGiven(argv, "--session-id", task.sessionId());
    addIfGiven(argv, "--max-turns", task.maxTurns());
    addIfGiven(
        argv,
        "--max-budget-usd",
        task.maxBudgetUsd() == null ? null : task.maxBudgetUsd().toPlainString());
    addIfGiven(argv, "--permission-mode", task.permissionMode());
    argv.addAll(task.extraArguments());
    if (!task.tools().isEmpty()) {
      // Takes all words up to the next option, so nothing but one may follow.
      argv.add("--allowedTools");
      for (String tool : task.tools()) {
        argv.add(checked(tool));
      }
    }
    if (likeAnOption) {
      argv.add("--");
      argv.add(task.prompt());
    }
    return argv;
  }

  @Override
  public AgentReader reader(AgentListener listener) {
    return new ClaudeReader(listener);
  }

  /** A word with a dash would be an option of the agent's, such as one that lifts all limits. */
  private static String checked(String tool) throws InvalidTaskException {
    if (tool.isBlank() || tool.startsWith("-")) {
      throw new InvalidTaskException(
          AgentFailure.INVALID_REQUEST, "'" + tool + "' is no name of a tool");
    }
    return tool;
  }

  private static void addIfGiven(List<String> argv, String option, Object value) {
    if (value != null) {
      argv.add(option);
      argv.add(value.toString());
    }
  }
}
