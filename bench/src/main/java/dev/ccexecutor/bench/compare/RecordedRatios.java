package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.Lane.Base;
import dev.ccexecutor.bench.compare.ResultTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many times as good as others this server was when it was last recorded: whatever the figure,
 * above 1 is better than the other.
 *
 * @param warnBelow the fraction of what is recorded under which a ratio is worth a warning
 * @param recorded when and where
 * @param timesAsGood by {@link #ratiosOf names}
 */
record RecordedRatios(double warnBelow, String recorded, Map<String, Double> timesAsGood) {
  private static final double DEFAULT_WARN_BELOW = 0.6;
  private static final double ROUNDING = 1000;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static RecordedRatios none() {
    return new RecordedRatios(DEFAULT_WARN_BELOW, "", Map.of());
  }

  /** What a file has, which need not exist. */
  static RecordedRatios read(Path file) throws IOException {
    return Files.exists(file)
        ? JSON.readValue(Files.readString(file), RecordedRatios.class)
        : none();
  }

  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /** With these in place of those of the same names. */
  RecordedRatios with(String when, Map<String, Double> newer) {
    Map<String, Double> all = new TreeMap<>(timesAsGood);
    all.putAll(newer);
    return new RecordedRatios(warnBelow, when, all);
  }

  /** One sentence for each ratio that has become so bad. */
  List<String> warningsFor(Map<String, Double> now) {
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(now)
        .forEach(
            (name, ratio) -> {
              Double before = timesAsGood.get(name);
              if (before != null && ratio < warnBelow * before) {
                warnings.add(
                    "%s: %.2f times as good, recorded were %.2f".formatted(name, ratio, before));
              }
            });
    return warnings;
  }

  /**
   * All ratios of a table's lanes of this server: to the floor, to others, and to its own base; the
   * client's ceiling is none of them.
   */
  static Map<String, Double> ratiosOf(ResultTable table) {
    Map<String, Double> ratios = new TreeMap<>();
    for (Metric metric : table.metrics()) {
      if (metric.isCompared()) {
        table.rows().stream()
            .filter(row -> row.lane().isThisServer())
            .forEach(own -> addRatios(ratios, table, metric, own));
      }
    }
    return ratios;
  }

  private static void addRatios(
      Map<String, Double> ratios, ResultTable table, Metric metric, Row own) {
    for (Row other : table.rows()) {
      Optional<Double> ratio =
          isComparable(own.lane(), other.lane())
              ? ResultTable.ratio(own, other, metric)
              : Optional.empty();
      ratio.ifPresent(
          value ->
              ratios.put(
                  "%s | %s | %s | against %s"
                      .formatted(
                          table.name(), metric.name(), own.lane().label(), other.lane().label()),
                  Math.round(metric.quality(value) * ROUNDING) / ROUNDING));
    }
  }

  private static boolean isComparable(Lane own, Lane other) {
    boolean isBaseOfOwn = own.bases().containsValue(other.label());
    boolean isMeasuredByOwn =
        own.label().equals(other.bases().get(Base.THIS_SERVER))
            && !(other.contender() instanceof Blast);
    return !own.equals(other) && (isBaseOfOwn || (isMeasuredByOwn && !other.isThisServer()));
  }
}
