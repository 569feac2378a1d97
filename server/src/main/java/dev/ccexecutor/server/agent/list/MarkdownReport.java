package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.RetriedAttempt;
import java.util.Locale;
import java.util.StringJoiner;

/** A report for people. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String of(TaskListReport report) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add("# " + report.name()).add("");
    lines.add(
        (report.succeeded() ? "All tasks have succeeded." : summary(report))
            + " Begun "
            + report.startedAt()
            + ", took "
            + seconds(report.durationSeconds())
            + ".");
    lines.add("").add("| task | status | time | turns | cost | retries |");
    lines.add("| --- | --- | ---: | ---: | ---: | ---: |");
    report.tasks().forEach(task -> lines.add(row(task)));
    report.tasks().forEach(task -> details(task, lines));
    return lines.toString();
  }

  private static String summary(TaskListReport report) {
    long failed = report.count(TaskReport.Status.FAILED);
    long left = report.count(TaskReport.Status.SKIPPED) + report.count(TaskReport.Status.NOT_RUN);
    return (report.canceled() ? "Canceled. " : "")
        + failed
        + " of "
        + report.tasks().size()
        + " tasks failed, "
        + left
        + " were not run.";
  }

  private static String row(TaskReport task) {
    AgentResult result = task.result();
    String status = task.status().wireName().replace('_', ' ');
    if (result == null) {
      return "| " + task.name() + " | " + status + " | | | | |";
    }
    return "| "
        + String.join(
            " | ",
            task.name(),
            status,
            seconds(result.durationSeconds()),
            result.turns() == null ? "" : result.turns().toString(),
            result.costUsd() == null ? "" : "$" + result.costUsd().asString(),
            Integer.toString(result.retries().size()))
        + " |";
  }

  private static void details(TaskReport task, StringJoiner lines) {
    lines.add("").add("## " + task.name()).add("");
    if (task.reason() != null) {
      lines.add("Not run: " + task.reason() + ".");
    }
    AgentResult result = task.result();
    if (result == null) {
      return;
    }
    if (result.failure() != null) {
      lines.add(
          "**" + result.failure().type().wireName() + "**: " + oneLine(result.failure().message()));
      lines.add("").add(result.failure().advice()).add("");
    }
    if (result.validation() != null) {
      lines.add("Validation: " + (result.validation().passed() ? "passed" : "not passed"));
      result.validation().reasons().forEach(reason -> lines.add("- " + oneLine(reason)));
      lines.add("");
    }
    for (RetriedAttempt retried : result.retries()) {
      lines.add(
          "Attempt "
              + retried.attempt()
              + ": "
              + retried.type().wireName()
              + ", "
              + oneLine(retried.message()));
    }
    String text = result.result() == null ? result.partialText() : result.result();
    if (text != null) {
      lines.add(fenced(text));
    }
    lines.add("").add("Execution `" + result.executionId() + "`" + transcript(result));
  }

  private static String transcript(AgentResult result) {
    if (result.transcript() == null || result.transcript().directory() == null) {
      return "";
    }
    return ", transcript `"
        + result.transcript().directory()
        + "`, sha256 `"
        + result.transcript().manifestSha256()
        + "`";
  }

  /** A fence that is longer than any in the text. */
  private static String fenced(String text) {
    String fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    return fence + "\n" + text + (text.endsWith("\n") ? "" : "\n") + fence;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f s", value);
  }
}
