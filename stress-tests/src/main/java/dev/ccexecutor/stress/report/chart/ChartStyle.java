package dev.ccexecutor.stress.report.chart;

/**
 * Colours and letters. A picture brings its own background, so that it can be read on any page, and
 * a dark one for readers who prefer that. Lines differ in their dashes as well as in colour.
 */
final class ChartStyle {
  /** At 11 pixels, on average, of the fonts that are usual; a picture knows none of them. */
  private static final double CHARACTER_WIDTH = 6.2;

  static final String CSS =
      """

      text { font: 11px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #57606a; }
      .title { font-size: 14px; font-weight: 600; fill: #24292f; }
      .value { text-anchor: end; }
      .time, .none, .label { text-anchor: middle; }
      .none { font-size: 14px; }
      .page { fill: #ffffff; }
      .grid { stroke: #d8dee4; stroke-width: 1; }
      .axis { stroke: #57606a; stroke-width: 1; }
      .band { fill: #f0f3f6; }
      .other { fill: #ffffff; }
      .failed { fill: #ffd7d5; }
      .edge { stroke: #d8dee4; stroke-width: 1; }
      .series { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
      .s1 { stroke: #0969da; }
      .s2 { stroke: #bc4c00; stroke-dasharray: 7 3; }
      .s3 { stroke: #1a7f37; stroke-dasharray: 2 3; }
      @media (prefers-color-scheme: dark) {
        text { fill: #9ea7b3; }
        .title { fill: #e6edf3; }
        .page { fill: #0d1117; }
        .grid, .edge { stroke: #30363d; }
        .axis { stroke: #9ea7b3; }
        .band { fill: #1a2029; }
        .other { fill: #0d1117; }
        .failed { fill: #5d1a1d; }
        .s1 { stroke: #58a6ff; }
        .s2 { stroke: #f0883e; }
        .s3 { stroke: #3fb950; }
      }
      """;

  private ChartStyle() {}

  /** About so wide is a text in pixels. */
  static double widthOf(String text) {
    return text.codePointCount(0, text.length()) * CHARACTER_WIDTH;
  }

  /** As much of a text as has room, empty if that would say nothing. */
  static int charactersIn(double width) {
    return (int) (width / CHARACTER_WIDTH);
  }
}
