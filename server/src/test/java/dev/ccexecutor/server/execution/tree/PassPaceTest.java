package dev.ccexecutor.server.execution.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PassPaceTest {
  private final PassPace pace = new PassPace();

  @Test
  void shouldWaitLongerAndLongerWhenNothingIsSettled() {
    pace.passed(0);
    long first = pace.waitNanos();
    pace.passed(0);
    long second = pace.waitNanos();

    assertThat(second).isEqualTo(2 * first);
    for (int pass = 0; pass < 20; pass++) {
      pace.passed(0);
    }
    assertThat(pace.waitNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
  }

  @Test
  void shouldWaitShortlyAgainWhenSomethingNewIsAsked() {
    pace.passed(0);
    long first = pace.waitNanos();
    pace.passed(0);
    pace.restart();
    pace.passed(0);

    assertThat(pace.waitNanos()).isEqualTo(first);
  }

  @Test
  void shouldWaitForAsLongAsThePassTookWhenThatIsLonger() {
    long took = TimeUnit.MILLISECONDS.toNanos(24);

    pace.passed(took);

    assertThat(pace.waitNanos()).isEqualTo(took);
  }
}
