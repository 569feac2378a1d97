package dev.ccexecutor.stress.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

class TimeChartTest {

  @Test
  void shouldDrawALineOfAllPointsForEachSeriesWhenAllAreKnown() throws Exception {
    Series first = series("first", 1, 2, 3, 4);
    Series second = series("second", 4, 3, 2);

    Svg svg = drawn(Scale.NUMBER, List.of(first, second), List.of());

    assertThat(svg.elements("polyline")).hasSize(2);
    assertThat(svg.polylines(1).getFirst()).hasSize(4);
    assertThat(svg.polylines(2).getFirst()).hasSize(3);
    assertThat(svg.texts("legend")).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void shouldPutValuesWhereTheTicksSayWhenALineIsDrawn() throws Exception {
    Svg svg = drawn(Scale.NUMBER, List.of(series("a", 0, 50, 100)), List.of());

    String[] points = svg.polylines(1).getFirst();
    List<Element> grid =
        svg.elements("line").stream()
            .filter(line -> line.getAttribute("class").equals("grid"))
            .toList();
    assertThat(svg.texts("value").getFirst()).isEqualTo("0");
    assertThat(svg.texts("value").getLast()).isEqualTo("100");
    double bottom = Double.parseDouble(grid.getFirst().getAttribute("y1"));
    double top = Double.parseDouble(grid.getLast().getAttribute("y1"));
    assertThat(y(points[0])).isEqualTo(bottom);
    assertThat(y(points[1])).isCloseTo((bottom + top) / 2, within(0.1));
    assertThat(y(points[2])).isEqualTo(top);
  }

  @Test
  void shouldLeaveAGapAndNoZeroWhenAValueIsUnknown() throws Exception {
    Series broken = series("a", 5, 5, Double.NaN, 5, Double.NaN, Double.NaN, 5, 5, 5);

    Svg svg = drawn(Scale.NUMBER, List.of(broken), List.of());

    assertThat(svg.polylines(1)).extracting(points -> points.length).containsExactly(2, 3);
    assertThat(svg.circles(1)).isEqualTo(1);
    assertThat(svg.polylines(1).stream().flatMap(Arrays::stream).map(TimeChartTest::y).distinct())
        .hasSize(1);
  }

  @Test
  void shouldSayThatNothingWasMeasuredWhenNoValueIsKnown() throws Exception {
    Svg svg =
        drawn(Scale.MILLIS_LOGARITHMIC, List.of(series("a", Double.NaN, Double.NaN)), List.of());

    assertThat(svg.elements("polyline")).isEmpty();
    assertThat(svg.elements("circle")).isEmpty();
    assertThat(svg.texts("none")).containsExactly("nothing was measured");
  }

  @Test
  void shouldDrawADecadeAsHighAsTheNextWhenTheScaleIsLogarithmic() throws Exception {
    Svg svg = drawn(Scale.MILLIS_LOGARITHMIC, List.of(series("a", 1, 10, 100, 1000)), List.of());

    String[] points = svg.polylines(1).getFirst();
    double decade = y(points[0]) - y(points[1]);
    assertThat(decade).isPositive();
    assertThat(y(points[2]) - y(points[3])).isCloseTo(decade, within(0.2));
    assertThat(svg.texts("value")).containsExactly("1 ms", "10 ms", "100 ms", "1 s");
  }

  @Test
  void shouldMarkWhatFailedWhenThereAreBands() throws Exception {
    Band passed = new Band("echo", "simple", 0, 5, false);
    Band failed = new Band("yes", "flood", 5, 10, true);

    Svg svg = drawn(Scale.NUMBER, List.of(series("a", 1, 1)), List.of(passed, failed));

    assertThat(svg.texts("label")).containsExactlyInAnyOrder("echo", "yes", "simple", "flood");
    assertThat(svg.rectangles("failed")).hasSize(1);
    assertThat(svg.rectangles("failed").getFirst().getTextContent().strip())
        .isEqualTo("2: yes (flood), failed");
  }

  @Test
  void shouldWriteNumbersInsteadOfNamesWhenThereIsNoRoomForThem() throws Exception {
    List<Band> bands =
        IntStream.range(0, 20)
            .mapToObj(
                i -> new Band("a rather long name " + i, "group", i / 2.0, i / 2.0 + 0.5, false))
            .toList();

    Svg svg = drawn(Scale.NUMBER, List.of(series("a", 1, 1)), bands);

    assertThat(svg.texts("label")).contains("1", "20", "group").hasSize(21);
  }

  @Test
  void shouldStayWellFormedWhenNamesAreHostile() throws Exception {
    String name = "</title><script>alert(1)</script> ]]> & \" ' \u0000\u001b\ud800";
    Band band = new Band(name, name, 0, 10, true);

    Svg svg =
        drawn(Scale.NUMBER, List.of(new Series(name, List.of(new Point(0, 1)))), List.of(band));

    assertThat(svg.elements("script")).isEmpty();
    assertThat(svg.texts("legend").getFirst())
        .isEqualTo("</title><script>alert(1)</script> ]]> & \" ' \\u0000\\u001b\\ud800");
  }

  @ParameterizedTest
  @CsvSource({
    "BYTES, 157286400, 0 MiB, 150 MiB",
    "BYTES, 700, 0 B, 800 B",
    "BYTES_PER_SECOND, 1500000000, 0 GiB/s, 1.5 GiB/s",
    "NUMBER, 7, 0, 8",
    "NUMBER, 0, 0, 1",
    "MILLIS_LOGARITHMIC, 0.3, 0.1 ms, 1 ms"
  })
  void shouldHaveRoundNumbersOnItsAxisWhenTheHighestIsAny(
      Scale scale, double most, String first, String last) throws Exception {
    Svg svg = drawn(scale, List.of(series("a", most)), List.of());

    assertThat(svg.texts("value").getFirst()).isEqualTo(first);
    assertThat(svg.texts("value").getLast()).isEqualTo(last);
    assertThat(svg.texts("value")).hasSizeBetween(2, 7);
  }

  @ParameterizedTest
  @CsvSource({"0, seconds", "100, seconds", "600, minutes", "36000, hours", "864000, hours"})
  void shouldCountTimeInAUnitThatFitsWhenARunIsLong(double seconds, String unit) throws Exception {
    TimeChart chart = new TimeChart("t", Scale.NUMBER, List.of(), List.of(), seconds);

    List<String> texts = Svg.parse(chart.toSvg()).texts("time");

    assertThat(texts.getLast()).isEqualTo(unit + " since the run began");
    assertThat(texts).hasSizeBetween(3, 15);
  }

  private static Svg drawn(Scale scale, List<Series> series, List<Band> bands) throws Exception {
    return Svg.parse(new TimeChart("title", scale, series, bands, 10).toSvg());
  }

  private static Series series(String name, double... values) {
    List<Point> points =
        IntStream.range(0, values.length).mapToObj(i -> new Point(i, values[i])).toList();
    return new Series(name, points);
  }

  private static double y(String point) {
    return Double.parseDouble(point.split(",")[1]);
  }
}
