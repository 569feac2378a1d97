package dev.ccexecutor.stress.report.chart;

import dev.ccexecutor.stress.text.VisibleText;
import dev.ccexecutor.stress.xml.XmlDocument;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Draws what was going on behind the lines: a band for each, and above them, as far as there is
 * room, what they have in common, and their names, or else their numbers.
 */
final class BandWriter {
  private static final double GROUP_ABOVE = 24;
  private static final double NAME_ABOVE = 7;
  private static final double PADDING = 6;
  private static final int LEAST_LETTERS = 4;

  private final XmlDocument svg;
  private final DoubleUnaryOperator x;
  private final double top;
  private final double bottom;

  BandWriter(XmlDocument svg, DoubleUnaryOperator x, double top, double bottom) {
    this.svg = svg;
    this.x = x;
    this.top = top;
    this.bottom = bottom;
  }

  void write(List<Band> bands) {
    int number = 0;
    for (Band band : bands) {
      number++;
      double from = x.applyAsDouble(band.fromSeconds());
      double to = x.applyAsDouble(band.toSeconds());
      drawBand(band, number, from, to);
      drawName(band, number, from, to);
    }
    drawGroups(bands);
  }

  private void drawBand(Band band, int number, double from, double to) {
    String style = band.failed() ? "failed" : number % 2 == 0 ? "other" : "band";
    svg.start(
        "rect",
        "class",
        style,
        "x",
        ChartWriter.number(from),
        "y",
        ChartWriter.number(top),
        "width",
        ChartWriter.number(to - from),
        "height",
        ChartWriter.number(bottom - top));
    String failed = band.failed() ? ", failed" : "";
    svg.text("title", number + ": " + band.name() + " (" + band.group() + ")" + failed);
    svg.end();
  }

  private void drawName(Band band, int number, double from, double to) {
    int room = ChartStyle.charactersIn(to - from - PADDING);
    String name = VisibleText.line(band.name());
    String label = name.length() <= room ? name : Integer.toString(number);
    if (label.length() <= room) {
      label((from + to) / 2, top - NAME_ABOVE, label);
    }
  }

  /** Once for all bands that follow each other and have it in common. */
  private void drawGroups(List<Band> bands) {
    int first = 0;
    for (int next = 1; next <= bands.size(); next++) {
      if (next == bands.size() || !bands.get(next).group().equals(bands.get(first).group())) {
        drawGroup(bands.get(first), bands.get(next - 1));
        first = next;
      }
    }
  }

  private void drawGroup(Band first, Band last) {
    double from = x.applyAsDouble(first.fromSeconds());
    double to = x.applyAsDouble(last.toSeconds());
    svg.empty(
        "line",
        "class",
        "edge",
        "x1",
        ChartWriter.number(from),
        "y1",
        ChartWriter.number(top - GROUP_ABOVE - 12),
        "x2",
        ChartWriter.number(from),
        "y2",
        ChartWriter.number(bottom));
    String name = VisibleText.line(first.group());
    int room = ChartStyle.charactersIn(to - from - PADDING);
    if (room >= Math.min(name.length(), LEAST_LETTERS)) {
      label((from + to) / 2, top - GROUP_ABOVE, VisibleText.cut(name, room));
    }
  }

  private void label(double x, double y, String content) {
    svg.text(
        "text", content, "class", "label", "x", ChartWriter.number(x), "y", ChartWriter.number(y));
  }
}
