package dev.ccexecutor.server.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  @Test
  void shouldLeaveWhatIsConfiguredWhenAllFits() {
    assertThat(MemoryBudget.fitting(MIB, MIB, 100, 1024 * MIB))
        .isEqualTo(new MemoryBudget(MIB, MIB, 768 * MIB));
  }

  @Test
  void shouldShareWhatThereIsWhenNotAllFits() {
    assertThat(MemoryBudget.fitting(2 * MIB, MIB, 1024, 1024 * MIB))
        .isEqualTo(new MemoryBudget(512 * KIB, 256 * KIB, 768 * MIB));
  }

  @Test
  void shouldNotGoBelowOneReadWhenThereIsNextToNothing() {
    assertThat(MemoryBudget.fitting(MIB, MIB, 100_000, MIB))
        .isEqualTo(new MemoryBudget(64 * KIB, 64 * KIB, 100_000 * 128 * KIB));
  }

  @Test
  void shouldNotEnlargeWhenLessThanOneReadIsConfigured() {
    assertThat(MemoryBudget.fitting(MIB, 4 * KIB, 100_000, MIB))
        .isEqualTo(new MemoryBudget(64 * KIB, 4 * KIB, 100_000 * 68 * KIB));
  }
}
