package dev.ccexecutor.server.execution.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PausableStopwatchTest {
  private final AtomicLong nanos = new AtomicLong(123);
  private final PausableStopwatch stopwatch = new PausableStopwatch(nanos::get);

  @Test
  void shouldMeasureTimeWhenNotHeld() {
    pass(70);

    assertThat(stopwatch.elapsedMillis()).isEqualTo(70);
  }

  @Test
  void shouldStandStillWhenHeld() {
    pass(10);
    stopwatch.hold();
    pass(500);
    assertThat(stopwatch.elapsedMillis()).isEqualTo(10);

    stopwatch.release();
    pass(5);
    assertThat(stopwatch.elapsedMillis()).isEqualTo(15);
  }

  @Test
  void shouldStandStillUntilEveryHoldWasReleased() {
    stopwatch.hold();
    stopwatch.hold();
    stopwatch.release();
    pass(100);
    assertThat(stopwatch.isHeld()).isTrue();
    assertThat(stopwatch.elapsedMillis()).isZero();

    stopwatch.release();
    pass(3);
    assertThat(stopwatch.elapsedMillis()).isEqualTo(3);
  }

  @Test
  void shouldBeginAnewAndStayHeldWhenRestartedWhileHeld() {
    pass(10);
    stopwatch.hold();
    stopwatch.restart();
    pass(10);
    assertThat(stopwatch.elapsedMillis()).isZero();

    stopwatch.release();
    pass(4);
    assertThat(stopwatch.elapsedMillis()).isEqualTo(4);
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
