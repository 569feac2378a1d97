package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.stress.scenario.Scenario;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** When pieces of output are given back: what is not counts against the window. */
final class ReleasePace {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("release-pace").factory());

  private final double nanosPerByte;
  private long nextNanos;

  private ReleasePace(double nanosPerByte, long firstNanos) {
    this.nanosPerByte = nanosPerByte;
    this.nextNanos = firstNanos;
  }

  /**
   * The pace of one execution, from now on.
   *
   * @param consumer null for one that takes all as it comes
   */
  static ReleasePace of(Scenario.Consumer consumer) {
    long now = System.nanoTime();
    if (consumer == null) {
      return new ReleasePace(0, now);
    }
    double stalled = consumer.stalledSeconds() == null ? 0 : consumer.stalledSeconds();
    double perByte =
        consumer.bytesPerSecond() == null ? 0 : NANOS_PER_SECOND / consumer.bytesPerSecond();
    return new ReleasePace(perByte, now + Math.round(stalled * NANOS_PER_SECOND));
  }

  /** Releases it when its time has come. */
  synchronized void release(OutputChunk chunk) {
    long now = System.nanoTime();
    if (nextNanos - now < 0) {
      nextNanos = now;
    }
    nextNanos += Math.round(nanosPerByte * chunk.content().readableBytes());
    long delay = nextNanos - now;
    if (delay <= 0) {
      chunk.release();
    } else {
      CLOCK.schedule(chunk::release, delay, TimeUnit.NANOSECONDS);
    }
  }
}
