package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.Lane.Base;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a scenario came to. For one thread. */
final class ResultTable {
  private final String name;
  private final String title;
  private final List<Metric> metrics;
  private final List<Base> bases;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /** One lane's figures. */
  record Row(Lane lane, Map<Metric, Series> figures) {
    Optional<Series> figure(Metric metric) {
      return Optional.ofNullable(figures.get(metric)).filter(series -> !series.isEmpty());
    }
  }

  /**
   * @param bases what the metrics that are compared are compared with
   */
  ResultTable(String name, String title, List<Base> bases, List<Metric> metrics) {
    this.name = name;
    this.title = title;
    this.bases = bases;
    this.metrics = metrics;
  }

  /** Makes a row, so that they come in this order, measured or not. */
  void addLane(Lane lane) {
    rows.putIfAbsent(lane.label(), new Row(lane, new LinkedHashMap<>()));
  }

  void add(Lane lane, Metric metric, double value) {
    addLane(lane);
    rows.get(lane.label()).figures().computeIfAbsent(metric, missing -> new Series()).add(value);
  }

  /** A sentence that stands below the table. */
  void remark(String text) {
    if (!remarks.contains(text)) {
      remarks.add(text);
    }
  }

  /** Something is broken, not slow. */
  void fail(String what) {
    failures.add(name + ": " + what);
  }

  String name() {
    return name;
  }

  String title() {
    return title;
  }

  List<Metric> metrics() {
    return metrics;
  }

  List<Base> bases() {
    return bases;
  }

  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  List<String> remarks() {
    return List.copyOf(remarks);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** How many times the base it is, in figures; nothing without both. */
  Optional<Double> ratio(Row row, Base base, Metric metric) {
    return row.lane()
        .base(base)
        .flatMap(label -> Optional.ofNullable(rows.get(label)))
        .flatMap(other -> ratio(row, other, metric));
  }

  /** How many times another row it is, in figures; nothing without both. */
  static Optional<Double> ratio(Row row, Row other, Metric metric) {
    return row.figure(metric)
        .flatMap(series -> other.figure(metric).map(series::ratioTo))
        .filter(Double::isFinite);
  }
}
