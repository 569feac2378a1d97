package dev.ccexecutor.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.bench.compare.Lane.Base;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {
  private static final Metric RATE = Metric.moreIsBetter("MB/s", 0);
  private static final Metric TIME = Metric.shown("s/GB", 2);

  private final ResultTable table =
      new ResultTable(
          "flood", "Floods", List.of(Base.FLOOR, Base.THIS_SERVER), List.of(RATE, TIME));
  private final Lane own = Lane.of(new ThisServer(), ChildCommand.YES);
  private final Lane floor = Lane.of(new Floor(Optional.empty(), 0), ChildCommand.YES);

  @Test
  void shouldTellMedianEdgesAndRatiosWhenMeasured() {
    add(own, 900, 1200, 1000);
    add(floor, 1800, 2400, 2000);
    table.add(own, TIME, 0.5);

    assertThat(new MarkdownTable(table).lines())
        .containsExactly(
            "### Floods",
            "",
            "| flood | MB/s | × floor | × this server | s/GB |",
            "| --- | --- | --- | --- | --- |",
            "| this server | 1,000 (900–1,200) | 0.50 | 1.00 | 0.50 |",
            "| floor in C | 2,000 (1,800–2,400) | 1.00 | 2.00 | – |");
  }

  @Test
  void shouldLeaveCellsOpenWhenFloorCannotBeHad() {
    add(own, 900);
    table.addLane(floor);
    table.remark("said once");
    table.remark("said once");

    assertThat(new MarkdownTable(table).lines())
        .endsWith(
            "| this server | 900 | – | 1.00 | – |",
            "| floor in C | – | – | – | – |",
            "",
            "- said once");
  }

  private void add(Lane lane, double... rates) {
    for (double rate : rates) {
      table.add(lane, RATE, rate);
    }
  }
}
