package dev.ccexecutor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockedTimeTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 50);
  private final BlockedTime blocked = new BlockedTime(nanos::get);

  @Test
  void shouldAddUpWhatIsOverAndWhatLastsWhenSpansOverlap() {
    BlockedTime.Span one = blocked.newSpan();
    BlockedTime.Span other = blocked.newSpan();
    one.begin();
    nanos.addAndGet(100);
    other.begin();
    other.begin();
    nanos.addAndGet(10);
    assertThat(blocked.nanos()).isEqualTo(120);

    one.end();
    one.end();
    nanos.addAndGet(5);
    assertThat(blocked.nanos()).isEqualTo(125);

    other.end();
    nanos.addAndGet(1_000);
    assertThat(blocked.nanos()).isEqualTo(125);
  }

  @Test
  void shouldNeverGoDownWhenItIsReadWhileItChanges() {
    BlockedTime running = new BlockedTime(System::nanoTime);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              BlockedTime.Span one = running.newSpan();
              BlockedTime.Span other = running.newSpan();
              for (int i = 0; i < 300_000; i++) {
                one.begin();
                other.begin();
                one.end();
                other.end();
              }
            });

    long last = 0;
    while (!writer.isDone()) {
      long now = running.nanos();
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
    writer.join();
    assertThat(running.nanos()).isPositive();
  }
}
