package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ClientCommand;
import dev.ccexecutor.server.cli.client.StandardStreams;
import dev.ccexecutor.server.cli.task.AgentServers;
import dev.ccexecutor.server.cli.task.HistoryCommand;
import dev.ccexecutor.server.cli.task.TaskCommand;
import dev.ccexecutor.server.cli.task.TasksCommand;
import dev.ccexecutor.server.config.ProductVersion;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Puts picocli's command line together: {@code cc-executor}, {@code serve}, {@code health}, {@code
 * verify}, {@code completion}, the client's commands, and those about agents.
 */
final class CommandLines {
  private static final int HELP_WIDTH = 100;

  private CommandLines() {}

  static CommandLine create(
      ServerStarter starter, Map<String, String> environment, StandardStreams streams) {
    CommandLine serve =
        new CommandLine(
            new ServeCommand(new ServerProgram(starter, environment, streams.tellsTerminal())));
    SettingOptions.addTo(serve.getCommandSpec());
    CommandLine verify = new CommandLine(new VerifyCommand());
    CommandLine top = new CommandLine(new Top());
    top.addSubcommand("serve", serve);
    ClientLines clientLines = new ClientLines(environment, streams);
    for (ClientCommand command : ClientCommand.values()) {
      CommandLine line = clientLines.lineOf(command);
      top.addSubcommand(command.commandName(), line);
      // What follows the first word of the command is the command's, dashes or not.
      line.setStopAtPositional(command == ClientCommand.RUN);
    }
    top.addSubcommand("health", new CommandLine(new HealthCommand(environment)));
    top.addSubcommand("verify", verify);
    CommandLine doctor = new CommandLine(new DoctorCommand(environment));
    SettingOptions.addTo(doctor.getCommandSpec());
    top.addSubcommand("doctor", doctor);
    AgentServers servers = new OwnServers(starter, environment, streams.tellsTerminal());
    top.addSubcommand(
        "task", new CommandLine(new TaskCommand(servers, environment, streams.stdin())));
    top.addSubcommand("tasks", new CommandLine(new TasksCommand(servers, environment)));
    top.addSubcommand("history", new CommandLine(new HistoryCommand(servers)));
    top.addSubcommand("completion", new CommandLine(new CompletionCommand()));
    CommandLine rehearse = new CommandLine(new RehearseCommand(starter));
    // What follows is the command to be run, dashes or not.
    rehearse.setStopAtPositional(true);
    top.addSubcommand("rehearse", rehearse);
    // An argument that begins with @ belongs to the command, and names no file to read.
    top.setExpandAtFiles(false);
    top.setUsageHelpWidth(HELP_WIDTH);
    String version = "cc-executor " + ProductVersion.current();
    top.getCommandSpec().version(version);
    top.getSubcommands().values().forEach(each -> each.getCommandSpec().version(version));
    // 1 would say that the task, or the command, has failed.
    top.setExecutionExceptionHandler(
        (failure, line, arguments) -> {
          failure.printStackTrace(line.getErr());
          return Program.exitCodeOfFault(line.getCommandName());
        });
    return top;
  }

  @Command(
      name = "cc-executor",
      mixinStandardHelpOptions = true,
      description = "Runs commands over a WebSocket, and streams what they write.")
  private static final class Top implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(
          spec.commandLine(), "a command is missing: serve, run, ps or another; --help lists them");
    }
  }
}
