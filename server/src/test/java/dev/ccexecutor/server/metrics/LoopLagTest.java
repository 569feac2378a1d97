package dev.ccexecutor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.execution.output.ManualReaderLoop;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopLagTest {
  private static final long SECOND = TimeUnit.SECONDS.toMillis(1);

  private long nanos;

  private void pass(ManualReaderLoop loop, long millis, long lateMillis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis + lateMillis);
    loop.pass(millis + lateMillis);
  }

  @Test
  void shouldTellTheLongestForAWhileWhenATimerWasLate() throws Exception {
    try (ManualReaderLoop loop = new ManualReaderLoop()) {
      LoopLag lag = LoopLag.of(loop.loop().eventLoop(), () -> nanos);
      pass(loop, SECOND, 0);
      assertThat(lag.nanos()).isZero();

      pass(loop, SECOND, 300);
      for (int i = 1; i < LoopLag.REMEMBERED; i++) {
        pass(loop, SECOND, 0);
        assertThat(lag.nanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
      }
      pass(loop, SECOND, 0);
      assertThat(lag.nanos()).isZero();
    }
  }

  @Test
  void shouldTellWhatIsOverdueWhenTheLoopHangs() throws Exception {
    try (ManualReaderLoop loop = new ManualReaderLoop()) {
      LoopLag lag = LoopLag.of(loop.loop().eventLoop(), () -> nanos);
      nanos += TimeUnit.SECONDS.toNanos(8);

      assertThat(lag.nanos()).isEqualTo(TimeUnit.SECONDS.toNanos(7));
    }
  }
}
