package dev.ccexecutor.bench.compare;

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
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /** One lane's figures. */
  record Row(Lane lane, Map<Metric, Series> figures) {
    Optional<Series> figure(Metric metric) {
      return Optional.ofNullable(figures.get(metric)).filter(series -> !series.isEmpty());
    }
  }

  ResultTable(String name, String title, Metric... metrics) {
    this.name = name;
    this.title = title;
    this.metrics = List.of(metrics);
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

  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  List<String> remarks() {
    return List.copyOf(remarks);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** How many times this server's lane it is, in figures; nothing without both. */
  Optional<Double> ratioToThisServer(Row row, Metric metric) {
    return ratio(row, Optional.ofNullable(rows.get(row.lane().baseLabel())), metric);
  }

  /** How many times the floor it is, in figures; nothing without both. */
  Optional<Double> ratioToFloor(Row row, Metric metric) {
    Optional<Row> floor =
        rows.values().stream().filter(each -> each.lane().label().equals(Floor.NAME)).findFirst();
    return ratio(row, floor, metric);
  }

  /** How many times another row it is. */
  static Optional<Double> ratio(Row row, Optional<Row> base, Metric metric) {
    Optional<Series> other = base.flatMap(found -> found.figure(metric));
    return row.figure(metric)
        .flatMap(series -> other.map(series::ratioTo))
        .filter(Double::isFinite);
  }
}
