package dev.ccexecutor.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.bench.compare.Lane.Base;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedRatiosTest {
  private static final Metric RATE = Metric.moreIsBetter("MB/s", 0);
  private static final Metric TIME = Metric.lessIsBetter("ms", 2);
  private static final Metric SHOWN = Metric.shown("p99", 2);
  private static final String RATE_TO_FLOOR = "flood | MB/s | this server | against floor in C";

  @TempDir private Path folder;

  @Test
  void shouldTellHowManyTimesAsGoodWhenMoreOrLessIsBetter() {
    ResultTable table = tableOfOwnAndFloor();

    assertThat(RecordedRatios.ratiosOf(table))
        .containsOnly(
            Map.entry(RATE_TO_FLOOR, 0.5),
            Map.entry("flood | ms | this server | against floor in C", 0.25));
  }

  @Test
  void shouldWarnOnlyWhenBelowStatedFraction() {
    RecordedRatios recorded = new RecordedRatios(0.6, "then", Map.of(RATE_TO_FLOOR, 1.0));

    assertThat(recorded.warningsFor(Map.of(RATE_TO_FLOOR, 0.61))).isEmpty();
    assertThat(recorded.warningsFor(Map.of(RATE_TO_FLOOR, 0.59)))
        .containsExactly(RATE_TO_FLOOR + ": 0.59 times as good, recorded were 1.00");
    assertThat(recorded.warningsFor(Map.of("what was never recorded", 0.01))).isEmpty();
    assertThat(recorded.warningsFor(Map.of())).isEmpty();
  }

  @Test
  void shouldKeepTheRestWhenSomeAreRecordedAnew() throws IOException {
    Path file = folder.resolve("ratios.json");
    RecordedRatios recorded = new RecordedRatios(0.5, "then", Map.of("a", 1.0, "b", 2.0));

    recorded.with("now", Map.of("b", 3.0)).write(file);

    assertThat(RecordedRatios.read(file))
        .isEqualTo(new RecordedRatios(0.5, "now", Map.of("a", 1.0, "b", 3.0)));
    assertThat(RecordedRatios.read(folder.resolve("no file"))).isEqualTo(RecordedRatios.none());
  }

  private static ResultTable tableOfOwnAndFloor() {
    ResultTable table =
        new ResultTable("flood", "Floods", List.of(Base.FLOOR), List.of(RATE, TIME, SHOWN));
    Lane own = Lane.of(new ThisServer(), ChildCommand.YES);
    Lane floor = Lane.of(new Floor(Optional.empty(), 0), ChildCommand.YES);
    table.add(own, RATE, 1000);
    table.add(floor, RATE, 2000);
    table.add(own, TIME, 4);
    table.add(floor, TIME, 1);
    table.add(own, SHOWN, 9);
    table.add(floor, SHOWN, 9);
    return table;
  }
}
