package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.ResultTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All figures of a run, round by round, for programs. */
final class JsonReport {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonReport() {}

  /**
   * Writes it.
   *
   * @param facts of the machine and the run
   */
  static void write(
      Path file, Map<String, Object> facts, List<ResultTable> tables, Map<String, Double> ratios)
      throws IOException {
    Map<String, Object> report = new LinkedHashMap<>(facts);
    report.put("tables", tables.stream().map(JsonReport::table).toList());
    report.put("times_as_good", ratios);
    Files.writeString(file, JSON.writeValueAsString(report) + "\n");
  }

  private static Map<String, Object> table(ResultTable table) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", table.name());
    members.put("title", table.title());
    members.put("rows", table.rows().stream().map(JsonReport::row).toList());
    members.put("remarks", table.remarks());
    members.put("broken", table.failures());
    return members;
  }

  private static Map<String, Object> row(Row row) {
    Map<String, Object> figures = new LinkedHashMap<>();
    row.figures().forEach((metric, series) -> figures.put(metric.name(), figure(series)));
    return Map.of("label", row.lane().label(), "figures", figures);
  }

  private static Map<String, Object> figure(Series series) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("median", series.median());
    members.put("lowest", series.lowest());
    members.put("highest", series.highest());
    members.put("rounds", series.rounds());
    return members;
  }
}
