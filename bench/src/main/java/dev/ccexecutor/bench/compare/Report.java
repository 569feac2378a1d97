package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints what comes out as it comes out. For one thread. */
final class Report {
  private static final double PERCENT = 100;

  private final PrintStream out;
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final List<ResultTable> tables = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void tellMachine(Map<String, String> machine) {
    facts.putAll(machine);
    machine.forEach((what, value) -> out.printf("%s: %s%n", what, value));
  }

  /** Names who can't be had, and what to do about it. */
  void tellMissing(List<Contender> contenders) {
    for (Contender contender : contenders) {
      contender
          .missing()
          .ifPresent(what -> out.printf("not measured: %s %s%n", contender.name(), what));
    }
  }

  /**
   * Tells how busy the machine is without us.
   *
   * @param share of all processors, from 0 to 1
   */
  void tellLoad(String when, double share) {
    facts.put("others " + when, share);
    out.printf("others took %.0f %% of the CPU in the second %s it%n", PERCENT * share, when);
  }

  void add(ResultTable table) {
    tables.add(table);
    out.println();
    new MarkdownTable(table).lines().forEach(out::println);
    out.println();
    table.failures().forEach(failure -> out.println("BROKEN: " + failure));
  }

  /** Warns of what has become worse than it was recorded to be. */
  void warn(RecordedRatios recorded) {
    recorded.warningsFor(ratios()).forEach(warning -> out.printf("WARNING: %s%n", warning));
  }

  /** How many times as good as others this server is, in all tables. */
  Map<String, Double> ratios() {
    Map<String, Double> ratios = new TreeMap<>();
    tables.forEach(table -> ratios.putAll(RecordedRatios.ratiosOf(table)));
    return ratios;
  }

  void writeJson(Path file) throws IOException {
    JsonReport.write(file, facts, tables, ratios());
  }

  /** Whether nothing that was measured is broken. */
  boolean isSound() {
    return tables.stream().allMatch(table -> table.failures().isEmpty());
  }
}
