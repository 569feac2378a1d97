package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.report.chart.TimeChart;
import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.LatencySummary;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.ServerFacts;
import dev.ccexecutor.stress.result.StressRun;
import dev.ccexecutor.stress.text.Figures;
import dev.ccexecutor.stress.text.VisibleText;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people. What is wrong comes first. */
final class MarkdownReport {
  private final StressRun run;
  private final StringBuilder text = new StringBuilder();

  /** As in the pictures, where skipped ones have none. */
  private final IdentityHashMap<ScenarioResult, Integer> numbers = new IdentityHashMap<>();

  private MarkdownReport(StressRun run) {
    this.run = run;
    for (ScenarioResult result : run.scenarios()) {
      if (result.outcome() != Outcome.SKIPPED) {
        numbers.put(result, numbers.size() + 1);
      }
    }
  }

  static String of(StressRun run, Map<String, TimeChart> pictures) {
    return new MarkdownReport(run).write(pictures);
  }

  private String write(Map<String, TimeChart> pictures) {
    text.append("# Stress report\n\n").append(summary()).append("\n\n");
    writeFailures();
    text.append("## Figures\n\n").append(RunFigures.of(run).table());
    text.append("## Over time\n\n");
    text.append("Numbers above the lines are those of the tables below; red is what failed.\n\n");
    pictures.forEach(
        (file, chart) ->
            text.append("![").append(chart.title()).append("](").append(file).append(")\n\n"));
    Categories.of(run).forEach(this::writeCategory);
    writeServer();
    writeChecks();
    return text.toString().stripTrailing() + "\n";
  }

  private String summary() {
    String result =
        run.scenarios().isEmpty()
            ? "**Nothing was run.**"
            : run.count(Outcome.FAILED) == 0 ? "**No scenario failed.**" : "**FAILED.**";
    return String.format(
        Locale.ROOT,
        "%s Of %d scenarios %d passed, %d failed and %d were skipped, in %s.",
        result,
        run.scenarios().size(),
        run.count(Outcome.PASSED),
        run.count(Outcome.FAILED),
        run.count(Outcome.SKIPPED),
        Figures.duration(Duration.between(run.started(), run.ended())));
  }

  private void writeFailures() {
    if (run.count(Outcome.FAILED) == 0) {
      return;
    }
    text.append("## What failed\n\n");
    MarkdownTable table = new MarkdownTable("scenario", "check", "expected", "seen");
    boolean checksFailed = false;
    for (ScenarioResult result : run.scenarios()) {
      if (result.outcome() == Outcome.FAILED) {
        String reason = result.reason().isEmpty() ? "see below" : result.reason();
        text.append("- **").append(MarkdownTable.cell(result.name())).append("**: ");
        text.append(MarkdownTable.cell(reason)).append('\n');
        checksFailed |= !result.failedChecks().isEmpty();
        result.failedChecks().forEach(check -> addCheck(table, result, check));
      }
    }
    text.append('\n').append(checksFailed ? table : "");
  }

  private static void addCheck(MarkdownTable table, ScenarioResult result, CheckResult check) {
    table.row(result.name(), check.name(), check.expected(), check.seen());
  }

  private void writeCategory(String category, List<ScenarioResult> results) {
    String heading = MarkdownTable.escape(VisibleText.line(category.strip()));
    text.append("## Category ").append(heading).append("\n\n");
    MarkdownTable table =
        new MarkdownTable(
            "#",
            "scenario",
            "outcome",
            "took",
            "executions",
            "output",
            "checks held",
            "start p50 / p99 / max",
            "control p50 / p99 / max",
            "reason");
    results.forEach(result -> addScenario(table, result));
    text.append(table);
  }

  private void addScenario(MarkdownTable table, ScenarioResult result) {
    int held = result.checks().size() - result.failedChecks().size();
    Integer number = numbers.get(result);
    table.row(
        number == null ? "" : number.toString(),
        result.name(),
        word(result.outcome()),
        Figures.duration(result.took()),
        Long.toString(result.executions()),
        Figures.bytes(result.outputBytes()),
        held + " of " + result.checks().size(),
        latency(result.starts()),
        latency(result.controls()),
        result.reason());
  }

  private void writeServer() {
    ServerFacts server = run.server();
    text.append("## Server and machine\n\n");
    MarkdownTable table = new MarkdownTable("fact", "value");
    table.row("server", server.version() + (server.own() ? ", started by this run" : ", running"));
    table.row("URL", server.url());
    server.pid().ifPresent(pid -> table.row("pid", Long.toString(pid)));
    table.row("Java", orUnknown(server.java()));
    table.row("kernel", orUnknown(server.kernel()));
    table.row("processors", server.processors() == 0 ? "" : Figures.count(server.processors()));
    table.row("memory", server.memoryBytes() == 0 ? "" : Figures.bytes(server.memoryBytes()));
    table.row("run", run.started() + " to " + run.ended());
    table.row("marker", run.marker());
    text.append(table);
  }

  private void writeChecks() {
    if (run.scenarios().stream().allMatch(result -> result.checks().isEmpty())) {
      return;
    }
    text.append("## Every check\n\n<details>\n<summary>What was to hold, and what was seen");
    text.append("</summary>\n\n");
    MarkdownTable table = new MarkdownTable("scenario", "check", "held", "expected", "seen");
    for (ScenarioResult result : run.scenarios()) {
      for (CheckResult check : result.checks()) {
        String held = check.held() ? "yes" : "NO";
        table.row(result.name(), check.name(), held, check.expected(), check.seen());
      }
    }
    text.append(table).append("</details>\n");
  }

  private static String latency(LatencySummary latency) {
    return latency.count() == 0
        ? ""
        : Figures.millis(latency.p50Millis())
            + " / "
            + Figures.millis(latency.p99Millis())
            + " / "
            + Figures.millis(latency.maxMillis());
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "passed";
      case FAILED -> "FAILED";
      case SKIPPED -> "skipped";
    };
  }

  private static String orUnknown(String word) {
    return word.isEmpty() ? Figures.UNKNOWN : word;
  }
}
