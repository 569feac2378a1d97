package dev.ccexecutor.stress.report.chart;

import java.util.List;
import java.util.Objects;

/**
 * A line of a chart.
 *
 * @param name for the legend
 * @param points in order of time
 */
public record Series(String name, List<Point> points) {

  public Series {
    Objects.requireNonNull(name, "name");
    points = List.copyOf(points);
  }
}
