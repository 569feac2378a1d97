package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.history.TaskFigures;
import dev.ccexecutor.server.agent.history.TaskHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells how tasks came out before. */
@Command(
    name = "history",
    description = "Tells how agent tasks came out before. Needs no server.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "A task has graduated with ten successes for each failure, and ten at least."})
public final class HistoryCommand implements Callable<Integer> {
  private static final String HEADINGS =
      "name,successes,failures,success_ratio,graduated,p50_s,p90_s,auto_timeout_s,last_at";

  private final AgentServers servers;

  @Spec private CommandSpec spec;

  @ArgGroup private Form form;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Default: as with serve.")
  private Path dataDirectory;

  /** How it is told. */
  static final class Form {
    @Option(names = "--csv", description = "As comma-separated values, with headings.")
    private boolean csv;

    @Option(names = "--json", description = "As one JSON document.")
    private boolean json;
  }

  public HistoryCommand(AgentServers servers) {
    this.servers = servers;
  }

  @Override
  public Integer call() throws IOException {
    try {
      TaskHistory history = new TaskHistory(servers.dataDirectory(dataDirectory));
      print(history.figures(), spec.commandLine().getOut());
      int unreadable = history.unreadableLines();
      if (unreadable > 0) {
        spec.commandLine()
            .getErr()
            .println(
                "cc-executor: "
                    + unreadable
                    + " lines of the history can't be read and are left out");
      }
      return TaskExitCode.OK;
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private void print(List<TaskFigures> all, PrintWriter out) {
    if (form != null && form.json) {
      out.println(Json.MAPPER.writeValueAsString(all));
    } else if (form != null && form.csv) {
      out.println(HEADINGS);
      all.forEach(figures -> out.println(csv(figures)));
    } else {
      all.forEach(figures -> out.println(line(figures)));
    }
    out.flush();
  }

  /** Names have no comma and no quote. */
  private static String csv(TaskFigures figures) {
    return Stream.of(
            figures.name(),
            figures.successes(),
            figures.failures(),
            figures.successRatio(),
            figures.graduated(),
            figures.p50Seconds(),
            figures.p90Seconds(),
            figures.autoTimeoutSeconds(),
            figures.lastAt())
        .map(value -> Objects.toString(value, ""))
        .collect(Collectors.joining(","));
  }

  private static String line(TaskFigures figures) {
    return String.format(
        Locale.ROOT,
        "%-50s %4d ok %4d failed  %s  p90 %s  auto %.0f s%s",
        figures.name(),
        figures.successes(),
        figures.failures(),
        figures.successRatio() == null
            ? "   -"
            : String.format(Locale.ROOT, "%3.0f%%", figures.successRatio() * 100),
        figures.p90Seconds() == null
            ? "-"
            : String.format(Locale.ROOT, "%.1f s", figures.p90Seconds()),
        figures.autoTimeoutSeconds(),
        figures.graduated() ? "  graduated" : "");
  }
}
