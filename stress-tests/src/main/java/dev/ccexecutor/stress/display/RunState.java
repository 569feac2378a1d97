package dev.ccexecutor.stress.display;

import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.text.Figures;
import dev.ccexecutor.stress.text.VisibleText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What there is to tell of a run, and its words. Guarded by its owner. */
final class RunState {
  private static final int BAR_CHARACTERS = 30;
  private static final int MAX_SEEN_CHARACTERS = 200;

  private final int scenarios;
  private final long beganNanos;
  private int begun;
  private int ended;
  private int failed;
  private int skipped;
  private String current = "";
  private long currentBeganNanos;
  private Sample last;

  RunState(int scenarios, long nowNanos) {
    this.scenarios = scenarios;
    this.beganNanos = nowNanos;
  }

  void begin(String name, String category, long nowNanos) {
    begun++;
    current = title(name, category);
    currentBeganNanos = nowNanos;
  }

  void sample(Sample sample) {
    last = sample;
  }

  /** What is to be read of it afterwards. */
  List<String> end(ScenarioResult result) {
    // What is skipped need not have begun.
    ended++;
    begun = Math.max(begun, ended);
    failed += result.outcome() == Outcome.FAILED ? 1 : 0;
    skipped += result.outcome() == Outcome.SKIPPED ? 1 : 0;
    current = "";
    List<String> lines = new ArrayList<>();
    lines.add(place(ended) + title(result.name(), result.category()) + ": " + outcome(result));
    for (CheckResult check : result.failedChecks()) {
      lines.add("    " + seen(check));
    }
    return lines;
  }

  boolean isRunning() {
    return !current.isEmpty();
  }

  String runningLine(long nowNanos) {
    return place(begun)
        + current
        + ": running for "
        + Figures.duration(since(currentBeganNanos, nowNanos))
        + (last == null ? "" : ", " + figures());
  }

  /** What the terminal shows, each line as long as it may be. */
  List<String> block(long nowNanos) {
    String running =
        current.isEmpty()
            ? "between scenarios"
            : current + ", " + Figures.wholeSeconds(since(currentBeganNanos, nowNanos));
    String progress =
        String.format(
            Locale.ROOT,
            "[%s] %s, %d failed, %d skipped",
            bar(),
            Figures.wholeSeconds(since(beganNanos, nowNanos)),
            failed,
            skipped);
    return List.of(place(begun) + running, progress, last == null ? "no sample yet" : figures());
  }

  String summary(Duration took) {
    return String.format(
        Locale.ROOT,
        "%d scenarios in %s: %d passed, %d failed, %d skipped",
        ended,
        Figures.duration(took),
        ended - failed - skipped,
        failed,
        skipped);
  }

  private String figures() {
    return "output "
        + Figures.rate(last.outputBytesPerSecond())
        + ", memory "
        + Figures.bytes(last.residentBytes())
        + ", fds "
        + Figures.count(last.openFiles())
        + ", live "
        + Figures.count(last.liveExecutions())
        + ", ping "
        + Figures.millis(last.probeMillis());
  }

  private static String outcome(ScenarioResult result) {
    String took = Figures.duration(result.took());
    String reason = result.reason().isEmpty() ? "" : ": " + VisibleText.line(result.reason());
    return switch (result.outcome()) {
      case PASSED ->
          String.format(
              Locale.ROOT,
              "passed in %s, %d executions, %s",
              took,
              result.executions(),
              Figures.bytes(result.outputBytes()));
      case FAILED -> "FAILED in " + took + reason;
      case SKIPPED -> "skipped" + reason;
    };
  }

  private static String seen(CheckResult check) {
    return VisibleText.line(check.name())
        + ": expected "
        + shortened(check.expected())
        + "; seen "
        + shortened(check.seen());
  }

  private static String shortened(String text) {
    return VisibleText.line(VisibleText.cut(text, MAX_SEEN_CHARACTERS));
  }

  private String place(int number) {
    int digits = Integer.toString(scenarios).length();
    return String.format(Locale.ROOT, "[%" + digits + "d/%d] ", number, scenarios);
  }

  private String bar() {
    int full = scenarios == 0 ? 0 : Math.min(BAR_CHARACTERS, BAR_CHARACTERS * ended / scenarios);
    return "#".repeat(full) + "-".repeat(BAR_CHARACTERS - full);
  }

  private static String title(String name, String category) {
    return VisibleText.line(category + "/" + name);
  }

  private static Duration since(long thenNanos, long nowNanos) {
    return Duration.ofNanos(nowNanos - thenNanos);
  }
}
