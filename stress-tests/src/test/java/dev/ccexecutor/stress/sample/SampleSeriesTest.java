package dev.ccexecutor.stress.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.stress.result.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleSeriesTest {
  private static final int MOST = 8;

  private final SampleSeries series = new SampleSeries(MOST);

  @Test
  void shouldKeepAllAsTheyAreWhenThereAreFew() {
    for (int i = 0; i < MOST - 1; i++) {
      series.add(sample(i, i));
    }

    assertThat(series.samples())
        .extracting(Sample::elapsedMillis)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void shouldNeverKeepMoreThanItMayWhenTheRunIsLong() {
    for (int i = 0; i < 100_000; i++) {
      series.add(sample(i, i));
      assertThat(series.samples()).hasSizeLessThanOrEqualTo(MOST);
    }

    List<Sample> samples = series.samples();
    assertThat(samples).hasSizeGreaterThan(MOST / 2);
    assertThat(samples).extracting(Sample::elapsedMillis).isSorted();
    assertThat(samples.getLast().elapsedMillis()).isEqualTo(99_999);
  }

  @Test
  void shouldKeepEveryPeakWhenSamplesAreMerged() {
    for (int i = 0; i < 1_000; i++) {
      boolean peak = i == 417;
      series.add(
          new Sample(
              i,
              "s",
              peak ? 99 : 1,
              peak ? 98 : 1,
              peak ? 97 : 1,
              peak ? 96 : 1,
              peak ? 95 : 1,
              peak ? 94 : 1));
    }

    List<Sample> peaks =
        series.samples().stream().filter(each -> each.residentBytes() > 1).toList();
    assertThat(peaks).hasSize(1);
    Sample peak = peaks.getFirst();
    assertThat(peak).isEqualTo(new Sample(peak.elapsedMillis(), "s", 99, 98, 97, 96, 95, 94));
  }

  @Test
  void shouldHaveEachStretchOfTimeEquallyFineWhenSamplesAreMerged() {
    for (int i = 1; i <= 64; i++) {
      series.add(sample(i, i));
    }

    assertThat(series.samples())
        .extracting(Sample::elapsedMillis)
        .containsExactly(16L, 32L, 48L, 64L);
  }

  @Test
  void shouldKeepWhatIsKnownWhenOnlyOneOfTwoIs() {
    Sample unknown = new Sample(1, "a", -1, -1, -1, -1, Double.NaN, Double.NaN);
    Sample known = new Sample(2, "b", 10, 11, 12, 13, 14, 15);
    SampleSeries pairs = new SampleSeries(2);

    pairs.add(unknown);
    pairs.add(known);
    assertThat(pairs.samples()).containsExactly(known);

    pairs.add(unknown);
    pairs.add(unknown);
    Sample merged = pairs.samples().getFirst();
    assertThat(merged.residentBytes()).isEqualTo(10);
    assertThat(merged.probeMillis()).isEqualTo(15);
  }

  @Test
  void shouldStayUnknownWhenNeitherOfTwoIsKnown() {
    SampleSeries pairs = new SampleSeries(2);
    pairs.add(new Sample(1, "a", -1, -1, -1, -1, Double.NaN, Double.NaN));
    pairs.add(new Sample(2, "a", -1, -1, -1, -1, Double.NaN, Double.NaN));

    assertThat(pairs.samples())
        .containsExactly(new Sample(2, "a", -1, -1, -1, -1, Double.NaN, Double.NaN));
  }

  @Test
  void shouldRefuseANumberThatCannotBeHalvedWhenItIsMade() {
    assertThatThrownBy(() -> new SampleSeries(7)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Sample sample(long millis, double value) {
    return new Sample(millis, "s", millis, 1, 1, 1, value, value);
  }
}
