package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueBudgetTest {
  private static final long MIB = 1024 * 1024;

  @Test
  void shouldLeaveWhatIsConfiguredWhenAllQueuesFit() {
    assertThat(QueueBudget.queueBytes(MIB, 100, 1024 * MIB)).isEqualTo(MIB);
  }

  @Test
  void shouldShareWhatThereIsWhenNotAllQueuesFit() {
    assertThat(QueueBudget.queueBytes(MIB, 2048, 1024 * MIB)).isEqualTo(384 * 1024);
  }

  @Test
  void shouldNotGoBelowOneReadWhenThereIsNextToNothing() {
    assertThat(QueueBudget.queueBytes(MIB, 100_000, MIB)).isEqualTo(64 * 1024);
  }
}
