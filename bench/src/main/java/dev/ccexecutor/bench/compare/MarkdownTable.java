package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.ResultTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table in Markdown: medians with the lowest and the highest round, and ratios. */
final class MarkdownTable {
  private static final String NOTHING = "–";

  private final ResultTable table;

  MarkdownTable(ResultTable table) {
    this.table = table;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("### " + table.title());
    lines.add("");
    List<String> headings = headings();
    lines.add(line(headings));
    lines.add(line(headings.stream().map(heading -> "---").toList()));
    table.rows().forEach(row -> lines.add(line(cells(row))));
    if (!table.remarks().isEmpty()) {
      lines.add("");
      table.remarks().forEach(remark -> lines.add("- " + remark));
    }
    return lines;
  }

  private List<String> headings() {
    List<String> headings = new ArrayList<>(List.of(table.name()));
    for (Metric metric : table.metrics()) {
      headings.add(metric.name());
      if (metric.isCompared()) {
        table.bases().forEach(base -> headings.add(base.heading()));
      }
    }
    return headings;
  }

  private List<String> cells(Row row) {
    List<String> cells = new ArrayList<>(List.of(row.lane().label()));
    for (Metric metric : table.metrics()) {
      cells.add(row.figure(metric).map(series -> withSpread(metric, series)).orElse(NOTHING));
      if (metric.isCompared()) {
        table.bases().forEach(base -> cells.add(ratio(table.ratio(row, base, metric))));
      }
    }
    return cells;
  }

  private static String withSpread(Metric metric, Series series) {
    String median = metric.format(series.median());
    if (series.rounds().size() == 1) {
      return median;
    }
    return "%s (%s–%s)"
        .formatted(median, metric.format(series.lowest()), metric.format(series.highest()));
  }

  private static String ratio(Optional<Double> ratio) {
    return ratio.map("%.2f"::formatted).orElse(NOTHING);
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
