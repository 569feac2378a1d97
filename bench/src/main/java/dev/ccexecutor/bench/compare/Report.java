package dev.ccexecutor.bench.compare;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints what comes out as it comes out. For one thread. */
final class Report {
  private static final double PERCENT = 100;

  private final PrintStream out;
  private final List<ResultTable> tables = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  /**
   * @param load the share of the processors that others take
   */
  void begin(List<Contender> contenders, double load) {
    out.printf(
        "%d processors, Linux %s, Java %s%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        Runtime.version());
    tellLoad("before", load);
    for (Contender contender : contenders) {
      contender.missing().ifPresent(what -> out.printf("%s %s%n", contender.name(), what));
    }
  }

  void add(ResultTable table) {
    tables.add(table);
    out.println();
    new MarkdownTable(table).lines().forEach(out::println);
    table.failures().forEach(failure -> out.println("BROKEN: " + failure));
  }

  void end(double load) {
    out.println();
    tellLoad("after", load);
  }

  private void tellLoad(String when, double load) {
    out.printf("others took %.0f %% of the CPU in the second %s it%n", PERCENT * load, when);
  }

  /** Whether nothing that was measured is broken. */
  boolean isSound() {
    return tables.stream().allMatch(table -> table.failures().isEmpty());
  }
}
