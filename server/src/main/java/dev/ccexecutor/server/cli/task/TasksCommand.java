package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.list.ListDefaults;
import dev.ccexecutor.server.agent.list.ReportFiles;
import dev.ccexecutor.server.agent.list.TaskList;
import dev.ccexecutor.server.agent.list.TaskListException;
import dev.ccexecutor.server.agent.list.TaskListReport;
import dev.ccexecutor.server.agent.list.TaskListRunner;
import dev.ccexecutor.server.agent.list.TaskReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a list of tasks done, one after the other. */
@Command(
    name = "tasks",
    description = "Has a list of tasks done by agents, strictly in order; see docs/AGENTS.md.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "What is done is not run again: the same command goes on where it was left.",
      "Exit code: 0 if all were done, 1 if not, 2 if the file or the command line is wrong, 122 if",
      "there is no server, 130 if it was canceled."
    })
public final class TasksCommand implements Callable<Integer> {
  private final AgentServers servers;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The list, in YAML or JSON.")
  private Path file;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Writes report.md and report.json there too.")
  private Path report;

  @Option(names = "--fresh", description = "Runs again what was done before.")
  private boolean fresh;

  @Option(names = "--json", description = "Prints the report as one JSON document.")
  private boolean json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where state, history and workspaces are. Default: as with serve.")
  private Path dataDirectory;

  @Mixin private final AgentOptions agent = new AgentOptions();
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  /**
   * The command.
   *
   * @param environment of this process
   */
  public TasksCommand(AgentServers servers, Map<String, String> environment) {
    this.servers = servers;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Path data = servers.dataDirectory(dataDirectory);
      boolean here = connection.isLocal() || servers.target(connection).thisMachine();
      // Before there is any connection: a wrong file is wrong without a server, too.
      TaskList list =
          TaskList.read(
              file,
              new ListDefaults(agent.adapter(), agent.command(), agent.env(environment), here));
      return new SessionProgram(servers, connection, err)
          .run(data, (session, target, signal) -> run(session, list, data, signal));
    } catch (TaskListException wrong) {
      wrong.problems().forEach(problem -> err.println("cc-executor: " + file + ": " + problem));
      err.flush();
      return TaskExitCode.USAGE;
    } catch (NoSuchFileException missing) {
      throw new ParameterException(spec.commandLine(), missing.getMessage() + " is not there");
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    } catch (IOException failed) {
      err.println("cc-executor: " + failed.getMessage());
      err.flush();
      return TaskExitCode.CLIENT_FAILED;
    }
  }

  private int run(AgentSession session, TaskList list, Path data, Interruption interruption)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    int count = list.tasks().size();
    try (TaskDisplay display = new TaskDisplay(err, servers.tellsTerminal(), count)) {
      TaskListRunner runner = new TaskListRunner(list, session.runner(), data, fresh, display);
      interruption.onSignal(runner::cancel);
      TaskListReport done = runner.run();
      display.clear();
      if (report != null) {
        ReportFiles.write(done, report);
      }
      tell(done, report == null ? runner.directory() : report);
      return exitCode(done);
    }
  }

  private static int exitCode(TaskListReport report) {
    if (report.succeeded()) {
      return TaskExitCode.OK;
    }
    return report.canceled() ? TaskExitCode.CANCELED : TaskExitCode.FAILED;
  }

  private void tell(TaskListReport done, Path directory) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(done));
    } else {
      out.println(
          "%d done, %d done before, %d failed, %d not run; report: %s"
              .formatted(
                  done.count(TaskReport.Status.SUCCEEDED),
                  done.count(TaskReport.Status.DONE_BEFORE),
                  done.count(TaskReport.Status.FAILED),
                  done.count(TaskReport.Status.SKIPPED) + done.count(TaskReport.Status.NOT_RUN),
                  directory.resolve("report.md")));
    }
    out.flush();
  }
}
