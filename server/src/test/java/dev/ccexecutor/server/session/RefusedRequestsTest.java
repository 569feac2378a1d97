package dev.ccexecutor.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedRequestsTest {
  private long nowNanos = Long.MAX_VALUE - 1000; // It overflows, as nanoTime may.
  private final RefusedRequests refused = new RefusedRequests(() -> nowNanos);

  @Test
  void shouldTellEachWhenTheyAreFew() {
    for (int number = 0; number < RefusedRequests.TOLD_AT_ONCE; number++) {
      assertThat(refused.count()).hasValue(0);
    }
    assertThat(refused.takeLeftOut()).isZero();
  }

  @Test
  void shouldTellOneInAWhileAndHowManyWereNotWhenTheyAreMany() {
    for (int number = 0; number < RefusedRequests.TOLD_AT_ONCE; number++) {
      refused.count();
    }
    for (int number = 0; number < 1000; number++) {
      assertThat(refused.count()).isEmpty();
    }
    nowNanos += RefusedRequests.PERIOD_NANOS;

    assertThat(refused.count()).hasValue(1000);
    assertThat(refused.count()).isEmpty();
    assertThat(refused.takeLeftOut()).isEqualTo(1);
  }
}
