package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.server.agent.AgentAdapter;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentReader;
import dev.ccexecutor.server.agent.AgentTask;
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
  public List<String> argv(AgentTask task) {
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
      argv.addAll(task.tools());
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

  private static void addIfGiven(List<String> argv, String option, Object value) {
    if (value != null) {
      argv.add(option);
      argv.add(value.toString());
    }
  }
}
