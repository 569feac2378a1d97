package dev.ccexecutor.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutageTest {

  @Test
  void shouldWaitTwiceAsLongEachTimeUpToABoundWithAPartLeftToChance() {
    Backoff backoff = new Backoff(100, 1000, new SplittableRandom(1));

    for (long whole : new long[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.nextDelayMillis()).isBetween(whole / 2, whole);
    }
    backoff.reset();
    assertThat(backoff.nextDelayMillis()).isBetween(50L, 100L);
  }

  @Test
  void shouldWaitAsLongAsTheServerWantsWhenThatIsLonger() {
    assertThat(new Outage(60_000).nextDelayMillis(30_000)).hasValue(30_000);
  }

  @Test
  void shouldGiveUpWhenThereIsNoTimeLeft() {
    assertThat(new Outage(0).nextDelayMillis(0)).isEmpty();
    assertThat(new Outage(60_000).nextDelayMillis(61_000)).isEmpty();
  }
}
