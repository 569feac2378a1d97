package dev.ccexecutor.stress.sample;

import java.util.HashMap;
import java.util.Map;

/**
 * The numbers of an answer of {@code /metrics}, in Prometheus' text format: for each name the sum
 * over all labels, but for those of executions that are over. Lines that can't be read are left
 * out.
 */
final class MetricsText {
  private static final String OVER = "state=\"completed\"";

  private final Map<String, Double> sums = new HashMap<>();

  private MetricsText() {}

  static MetricsText parse(String text) {
    MetricsText metrics = new MetricsText();
    text.lines().filter(line -> !line.isBlank() && line.charAt(0) != '#').forEach(metrics::add);
    return metrics;
  }

  /** NaN if there is none of that name. */
  double sum(String name) {
    return sums.getOrDefault(name, Double.NaN);
  }

  private void add(String line) {
    int brace = line.indexOf('{');
    int labelsEnd = brace < 0 ? -1 : line.lastIndexOf('}');
    int blank = line.indexOf(' ', labelsEnd + 1);
    if (blank < 0 || (brace >= 0 && labelsEnd < brace)) {
      return;
    }
    String name = line.substring(0, brace < 0 ? blank : brace);
    String labels = brace < 0 ? "" : line.substring(brace, labelsEnd);
    if (!labels.contains(OVER)) {
      // What may follow is a time.
      String value = line.substring(blank).strip().split(" ", 2)[0];
      try {
        sums.merge(name, Double.parseDouble(value), Double::sum);
      } catch (NumberFormatException notOfThisFormat) {
        return;
      }
    }
  }
}
