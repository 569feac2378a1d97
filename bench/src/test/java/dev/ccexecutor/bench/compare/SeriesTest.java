package dev.ccexecutor.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void shouldTellMiddleAndEdgesWhenRoundsAreOdd() {
    Series series = series(3, 1, 2);

    assertThat(series.median()).isEqualTo(2);
    assertThat(series.lowest()).isEqualTo(1);
    assertThat(series.highest()).isEqualTo(3);
  }

  @Test
  void shouldTellMeanOfBothMiddlesWhenRoundsAreEven() {
    assertThat(series(4, 1, 2, 10).median()).isEqualTo(3);
  }

  @Test
  void shouldCompareRoundsOfSameTimeWhenBothHaveAsMany() {
    // The machine was half as fast in the second round, and the others half as fast again.
    assertThat(series(100, 50, 100).ratioTo(series(200, 100, 200))).isEqualTo(0.5);
    assertThat(series(100, 50, 10).ratioTo(series(10, 50, 100))).isEqualTo(1);
  }

  @Test
  void shouldCompareMediansWhenOneHasFewerRounds() {
    assertThat(series(100, 300).ratioTo(series(50, 100, 1000))).isEqualTo(2);
  }

  static Series series(double... rounds) {
    Series series = new Series();
    for (double value : rounds) {
      series.add(value);
    }
    return series;
  }
}
