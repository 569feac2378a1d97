package dev.ccexecutor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies one = new Latencies();
  private final Latencies other = new Latencies();

  private Latencies.Snapshot together() {
    return Latencies.together(List.of(one, other));
  }

  private long countUpTo(double boundSeconds) {
    Latencies.Snapshot now = together();
    return now.counts().get(now.boundsSeconds().indexOf(boundSeconds));
  }

  @Test
  void shouldPutEachIntoItsRangeWhenTheBoundIsIncluded() {
    one.record(TimeUnit.MILLISECONDS.toNanos(1));
    one.record(TimeUnit.MILLISECONDS.toNanos(1) + 1);
    other.record(TimeUnit.MICROSECONDS.toNanos(900));
    other.record(TimeUnit.SECONDS.toNanos(11));

    assertThat(countUpTo(0.001)).isEqualTo(2);
    assertThat(countUpTo(0.0025)).isEqualTo(1);
    assertThat(countUpTo(10.0)).isZero();
    assertThat(countUpTo(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(together().sumSeconds()).isCloseTo(11.0029, within(1e-6));
  }

  @Test
  void shouldCountNothingBelowZeroWhenAClockIsRoundedDown() {
    one.record(-5);

    assertThat(countUpTo(0.00025)).isEqualTo(1);
    assertThat(together().sumSeconds()).isZero();
  }

  @Test
  void shouldHaveRisingBoundsWhenPrometheusReadsThem() {
    assertThat(together().boundsSeconds())
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSameSizeAs(together().counts())
        .endsWith(Double.POSITIVE_INFINITY);
  }
}
