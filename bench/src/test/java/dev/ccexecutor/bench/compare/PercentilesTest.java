package dev.ccexecutor.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void shouldTellNearestRanksWhenThereAreAHundred() {
    long[] nanos =
        LongStream.rangeClosed(1, 100).map(millis -> (101 - millis) * 1_000_000).toArray();

    Percentiles percentiles = new Percentiles(nanos);

    assertThat(percentiles.medianMillis()).isEqualTo(50);
    assertThat(percentiles.tailMillis()).isEqualTo(99);
  }

  @Test
  void shouldTellTheOneWhenThereIsOnlyOne() {
    Percentiles percentiles = new Percentiles(new long[] {2_000_000});

    assertThat(percentiles.medianMillis()).isEqualTo(2);
    assertThat(percentiles.tailMillis()).isEqualTo(2);
  }
}
