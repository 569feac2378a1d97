package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressRun;
import dev.ccexecutor.stress.text.Figures;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What all of a run comes to, in a few numbers. */
final class RunFigures {
  private final StressRun run;
  private final List<Sample> samples;

  private RunFigures(StressRun run) {
    this.run = run;
    this.samples = run.samples();
  }

  static RunFigures of(StressRun run) {
    return new RunFigures(run);
  }

  MarkdownTable table() {
    MarkdownTable table = new MarkdownTable("figure", "at first", "at last", "at most");
    growth(table, "resident memory", Sample::residentBytes, true);
    growth(table, "descriptors", Sample::openFiles, false);
    growth(table, "threads", Sample::threads, false);
    growth(table, "live executions", Sample::liveExecutions, false);
    most(table, "throughput", Figures.rate(most(Sample::outputBytesPerSecond)));
    most(table, "ping", Figures.millis(most(Sample::probeMillis)));
    most(table, "executions in all", Long.toString(sum(ScenarioResult::executions)));
    most(table, "output in all", Figures.bytes(sum(ScenarioResult::outputBytes)));
    long silent = samples.stream().filter(each -> Double.isNaN(each.probeMillis())).count();
    most(table, "samples", samples.size() + ", " + silent + " without a ping");
    return table;
  }

  private void growth(
      MarkdownTable table, String name, ToLongFunction<Sample> value, boolean inBytes) {
    long[] known =
        samples.stream().mapToLong(value).filter(each -> each != Sample.UNKNOWN).toArray();
    long first = known.length == 0 ? Sample.UNKNOWN : known[0];
    long last = known.length == 0 ? Sample.UNKNOWN : known[known.length - 1];
    long most = Arrays.stream(known).max().orElse(Sample.UNKNOWN);
    table.row(name, text(first, inBytes), text(last, inBytes), text(most, inBytes));
  }

  private static void most(MarkdownTable table, String name, String value) {
    table.row(name, "", "", value);
  }

  private double most(ToDoubleFunction<Sample> value) {
    return samples.stream().mapToDouble(value).filter(Double::isFinite).max().orElse(Double.NaN);
  }

  private long sum(ToLongFunction<ScenarioResult> value) {
    return run.scenarios().stream().mapToLong(value).sum();
  }

  private static String text(long value, boolean inBytes) {
    return inBytes ? Figures.bytes(value) : Figures.count(value);
  }
}
