package dev.ccexecutor.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private static final long OWN = RequestMemory.OWN_BYTES;
  private static final long MOST = 10 * OWN;

  private final RequestMemory memory = new RequestMemory(MOST);

  @Test
  void shouldGiveOneHalfOfAllWhenItTakesWhatItCan() {
    assertThat(greedy()).isBetween(MOST / 2 - 1024, MOST / 2);
  }

  @Test
  void shouldGiveEachAsMuchAsOthersWhenManyTakeWhatTheyCan() {
    greedy();
    greedy();

    assertThat(greedy()).isGreaterThanOrEqualTo(OWN);
    assertThat(memory.take(0, OWN)).isTrue();
  }

  @Test
  void shouldGiveAConnectionItsOwnWhenOthersHaveAll() {
    for (int connection = 0; connection < 100; connection++) {
      assertThat(greedy()).isGreaterThanOrEqualTo(OWN);
    }
    assertThat(memory.take(OWN, 1)).isFalse();
  }

  @Test
  void shouldNotRefuseWhatTakesNothing() {
    long held = greedy();
    greedy();

    assertThat(memory.take(held, 0)).isTrue();
    assertThat(memory.take(held, 1)).isFalse();
  }

  @Test
  void shouldGiveItToOthersWhenItIsGivenBack() {
    memory.giveBack(greedy());

    assertThat(greedy()).isBetween(MOST / 2 - 1024, MOST / 2);
  }

  /** A connection that takes as much as it gets. */
  private long greedy() {
    long held = 0;
    while (memory.take(held, 1024)) {
      held += 1024;
    }
    return held;
  }
}
