package dev.ccexecutor.server.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  @Test
  void shouldLeaveWhatIsConfiguredWhenAllFits() {
    MemoryBudget configured = new MemoryBudget(MIB, MIB);

    assertThat(configured.cutToFit(100, 1024 * MIB)).isEqualTo(configured);
  }

  @Test
  void shouldShareWhatThereIsWhenNotAllFits() {
    assertThat(new MemoryBudget(2 * MIB, MIB).cutToFit(1024, 1024 * MIB))
        .isEqualTo(new MemoryBudget(512 * KIB, 256 * KIB));
  }

  @Test
  void shouldNotGoBelowOneReadWhenThereIsNextToNothing() {
    assertThat(new MemoryBudget(MIB, MIB).cutToFit(100_000, MIB))
        .isEqualTo(new MemoryBudget(64 * KIB, 64 * KIB));
  }

  @Test
  void shouldNotEnlargeWhenLessThanOneReadIsConfigured() {
    assertThat(new MemoryBudget(MIB, 4 * KIB).cutToFit(100_000, MIB))
        .isEqualTo(new MemoryBudget(64 * KIB, 4 * KIB));
  }
}
