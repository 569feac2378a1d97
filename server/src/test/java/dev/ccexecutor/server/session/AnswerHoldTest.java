package dev.ccexecutor.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerHoldTest {
  private final AnswerHold hold = new AnswerHold();
  private final List<Integer> ran = new ArrayList<>();

  @Test
  void shouldRunWhatWaitedInOrderWhenReleased() {
    hold.whenReleased(() -> ran.add(1));
    hold.whenReleased(() -> ran.add(2));
    assertThat(ran).isEmpty();

    hold.release();
    hold.whenReleased(() -> ran.add(3));

    assertThat(ran).containsExactly(1, 2, 3);
  }

  @Test
  void shouldRefuseToKeepMoreWhenTooManyWait() {
    int kept = 0;
    while (kept < 100_000 && hold.whenReleased(() -> ran.add(0))) {
      kept++;
    }

    assertThat(kept).isEqualTo(4096);
    hold.release();
    assertThat(ran).hasSize(kept);
  }
}
