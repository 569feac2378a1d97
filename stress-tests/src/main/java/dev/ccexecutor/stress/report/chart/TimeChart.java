package dev.ccexecutor.stress.report.chart;

import java.util.List;
import java.util.Objects;

/**
 * What a picture shows.
 *
 * @param title above it, with the unit
 * @param scale of the values
 * @param series its lines
 * @param bands what was going on, in order of time
 * @param seconds how long the run took
 */
public record TimeChart(
    String title, Scale scale, List<Series> series, List<Band> bands, double seconds) {

  public TimeChart {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(scale, "scale");
    series = List.copyOf(series);
    bands = List.copyOf(bands);
  }

  /** As an SVG document. */
  public String toSvg() {
    return new ChartWriter(this).write();
  }
}
