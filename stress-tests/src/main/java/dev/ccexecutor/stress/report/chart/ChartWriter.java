package dev.ccexecutor.stress.report.chart;

import dev.ccexecutor.stress.text.VisibleText;
import dev.ccexecutor.stress.xml.XmlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws one chart: background, bands, axes, lines, legend. For one thread, once. */
final class ChartWriter {
  static final double WIDTH = 960;
  private static final double HEIGHT = 340;
  private static final double LEFT = 78;
  private static final double RIGHT = WIDTH - 18;
  private static final double TOP = 78;
  private static final double BOTTOM = HEIGHT - 48;
  private static final double TITLE_Y = 22;
  private static final double LEGEND_LINE = 22;
  private static final double LABEL_GAP = 8;
  private static final double DOT_RADIUS = 1.8;

  private final TimeChart chart;
  private final ValueAxis values;
  private final TimeAxis times;
  private final XmlDocument svg = new XmlDocument();

  ChartWriter(TimeChart chart) {
    this.chart = chart;
    this.values = ValueAxis.of(chart.scale(), chart.series());
    this.times = TimeAxis.of(chart.seconds());
  }

  String write() {
    svg.start(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + number(WIDTH) + " " + number(HEIGHT),
        "width",
        number(WIDTH),
        "height",
        number(HEIGHT),
        "role",
        "img");
    svg.text("title", chart.title());
    svg.text("style", ChartStyle.CSS);
    svg.empty("rect", "class", "page", "width", number(WIDTH), "height", number(HEIGHT), "rx", "6");
    text("title", LEFT, TITLE_Y, chart.title());
    new BandWriter(svg, this::x, TOP, BOTTOM).write(chart.bands());
    drawAxes();
    drawSeries();
    drawLegend();
    return svg.end().finish();
  }

  private void drawAxes() {
    for (Tick tick : values.ticks()) {
      double y = y(tick.value());
      line("grid", LEFT, y, RIGHT, y);
      text("value", LEFT - LABEL_GAP, y + 4, tick.label());
    }
    for (Tick tick : times.ticks()) {
      double x = x(tick.value());
      line("axis", x, BOTTOM, x, BOTTOM + 5);
      text("time", x, BOTTOM + 18, tick.label());
    }
    line("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    text("time", (LEFT + RIGHT) / 2, HEIGHT - 10, times.unit() + " since the run began");
  }

  private void drawSeries() {
    int number = 0;
    boolean drawn = false;
    for (Series each : chart.series()) {
      number++;
      svg.start("g", "class", "series s" + number);
      svg.text("title", each.name());
      for (List<Point> stretch : stretches(each.points())) {
        drawStretch(stretch);
        drawn = true;
      }
      svg.end();
    }
    if (!drawn) {
      text("none", (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, "nothing was measured");
    }
  }

  private void drawStretch(List<Point> stretch) {
    if (stretch.size() == 1) {
      Point only = stretch.getFirst();
      // A line of one point is not to be seen.
      svg.empty(
          "circle",
          "cx",
          number(x(only.seconds())),
          "cy",
          number(y(only.value())),
          "r",
          number(DOT_RADIUS));
      return;
    }
    String points =
        stretch.stream()
            .map(point -> number(x(point.seconds())) + "," + number(y(point.value())))
            .collect(Collectors.joining(" "));
    svg.empty("polyline", "points", points);
  }

  /** The points between two gaps, for each that has any. */
  private static List<List<Point>> stretches(List<Point> points) {
    List<List<Point>> stretches = new ArrayList<>();
    List<Point> open = new ArrayList<>();
    for (Point point : points) {
      if (point.isKnown()) {
        open.add(point);
      } else if (!open.isEmpty()) {
        stretches.add(open);
        open = new ArrayList<>();
      }
    }
    if (!open.isEmpty()) {
      stretches.add(open);
    }
    return stretches;
  }

  /** From the right to the left, above the picture. */
  private void drawLegend() {
    double right = RIGHT;
    for (int number = chart.series().size(); number >= 1; number--) {
      String name = VisibleText.line(chart.series().get(number - 1).name());
      double left = right - ChartStyle.widthOf(name);
      text("legend", left, TITLE_Y, name);
      svg.start("g", "class", "series s" + number);
      line("key", left - LEGEND_LINE - 5, TITLE_Y - 4, left - 5, TITLE_Y - 4);
      svg.end();
      right = left - LEGEND_LINE - 5 - 2 * LABEL_GAP;
    }
  }

  private double x(double seconds) {
    return LEFT + times.place(seconds) * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - values.place(value) * (BOTTOM - TOP);
  }

  private void line(String style, double fromX, double fromY, double toX, double toY) {
    svg.empty(
        "line",
        "class",
        style,
        "x1",
        number(fromX),
        "y1",
        number(fromY),
        "x2",
        number(toX),
        "y2",
        number(toY));
  }

  private void text(String style, double x, double y, String content) {
    svg.text("text", VisibleText.line(content), "class", style, "x", number(x), "y", number(y));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replace(".0", "");
  }
}
