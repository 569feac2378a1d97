package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.server.agent.AgentAdapter;
import dev.ccexecutor.server.agent.event.Adapters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which agent, and what it is given. */
final class AgentOptions {
  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description =
          "How it is called and read: claude, or text for any program that prints its answer."
              + " Default: claude.")
  private String agent = "claude";

  @Option(
      names = "--agent-command",
      paramLabel = "CMD",
      description = {
        "Its program and first arguments; quotes keep blanks. Default: claude.",
        "For text, {prompt} stands for the task; without it the task comes last."
      })
  private String command = "";

  @Option(
      names = "--env",
      paramLabel = "NAME[=VALUE]",
      description = "A variable for the agent; without a value, that of this process.")
  private List<String> variables = List.of();

  /**
   * The adapter.
   *
   * @throws IllegalArgumentException if there is none
   */
  AgentAdapter adapter() {
    return Adapters.named(agent)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--agent: must be one of " + String.join(", ", Adapters.names())));
  }

  List<String> command() {
    return CommandWords.split(command);
  }

  Map<String, String> env(Map<String, String> own) {
    Map<String, String> env = new LinkedHashMap<>();
    for (String variable : new ArrayList<>(variables)) {
      int equals = variable.indexOf('=');
      String name = equals < 0 ? variable : variable.substring(0, equals);
      String value = equals < 0 ? own.get(name) : variable.substring(equals + 1);
      if (value == null) {
        throw new IllegalArgumentException("--env: there is no variable " + name + " here");
      }
      env.put(name, value);
    }
    return env;
  }
}
