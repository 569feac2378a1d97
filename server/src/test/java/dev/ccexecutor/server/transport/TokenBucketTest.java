package dev.ccexecutor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long START = Long.MAX_VALUE - 1000; // It overflows, as nanoTime may.
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** 100 a second, 5 at once, and nobody waits longer than a second. */
  private final TokenBucket bucket = new TokenBucket(100, 5, TimeUnit.SECONDS.toNanos(1));

  @Test
  void shouldNotWaitWhenNoMoreThanTheBurstIsTaken() {
    bucket.take(5, START);

    assertThat(bucket.waitNanos(START)).isZero();
    assertThat(bucket.isExhausted(START)).isFalse();
  }

  @Test
  void shouldWaitForWhatWasTakenBeyondTheBurst() {
    bucket.take(8, START);

    assertThat(bucket.waitNanos(START)).isEqualTo(30 * MILLI);
    assertThat(bucket.waitNanos(START + 20 * MILLI)).isEqualTo(10 * MILLI);
    assertThat(bucket.waitNanos(START + 30 * MILLI)).isZero();
  }

  @Test
  void shouldSaveNoMoreThanTheBurstWhenNothingIsTakenForLong() {
    bucket.take(1, START);
    bucket.take(6, START + 1_000_000 * MILLI);

    assertThat(bucket.waitNanos(START + 1_000_000 * MILLI)).isEqualTo(10 * MILLI);
  }

  @Test
  void shouldOweNoMoreThanTheLongestWaitWhenVeryManyAreTaken() {
    bucket.take(1_000_000, START);

    assertThat(bucket.isExhausted(START)).isTrue();
    assertThat(bucket.waitNanos(START)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(bucket.isExhausted(START + 20 * MILLI)).isFalse();
  }
}
