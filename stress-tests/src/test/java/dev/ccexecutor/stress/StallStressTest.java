package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.stress.server.ProcessFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that does not read under a flood: it stalls its own command, and nothing else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StallStressTest {

  private static final Duration STALL = Duration.ofSeconds(10);
  private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(100);
  private static final long WARM_UP_BYTES = 128L << 20;

  /**
   * What two stalled floods may cost: 1 MiB of queue (queue_bytes) each, 512 KiB and one quantum in
   * each channel, and besides that only what the JVM takes for the other client's work meanwhile.
   * Unbounded, a flood costs as much in less than a second.
   */
  private static final long MOST_GROWTH_BYTES = 64L << 20;

  private static final Duration SLOWEST_ECHO = Duration.ofSeconds(2);

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.plain();

  private final List<Long> echoNanos = new ArrayList<>();
  private final List<Long> residentBytes = new ArrayList<>();

  /** The heap, the code and the buffers reach their size under a flood that is read. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (StressClient client = server.connect()) {
      for (OutputForm form : List.of(OutputForm.BINARY, OutputForm.TEXT)) {
        client
            .start(server.command("yes | head -c " + WARM_UP_BYTES).output(form))
            .awaitCompleted();
      }
      for (int count = 0; count < 100; count++) {
        client.start(server.command("echo warm")).awaitWholeJson();
      }
    }
  }

  @Test
  void shouldHoldOnlyItsOwnCommandWhenAClientDoesNotRead() throws Exception {
    long residentBefore = ProcessFacts.residentBytes(server.pid());
    try (StressClient other = server.connect();
        StalledFlood text = StalledFlood.start(server, OutputForm.TEXT);
        StalledFlood binary = StalledFlood.start(server, OutputForm.BINARY)) {
      text.stopReading(other);
      binary.stopReading(other);
      sampleDuringStall(other);
      report(residentBefore);

      text.assertStillParked(other);
      binary.assertStillParked(other);
      assertThat(Collections.max(residentBytes) - residentBefore)
          .as("growth of the server's memory")
          .isLessThan(MOST_GROWTH_BYTES);
      assertThat(echoNanos).allMatch(nanos -> nanos < SLOWEST_ECHO.toNanos());

      text.cancelWhileNothingIsRead(other);
      binary.cancelWhileNothingIsRead(other);
      assertThat(server.survivors()).isEmpty();
      text.readOn();
      binary.readOn();
    }
  }

  private void sampleDuringStall(StressClient other) {
    long end = System.nanoTime() + STALL.toNanos();
    await()
        .pollInterval(SAMPLE_INTERVAL)
        .timeout(STALL.multipliedBy(2))
        .until(
            () -> {
              sample(other);
              return System.nanoTime() - end > 0;
            });
  }

  private void sample(StressClient other) throws Exception {
    long begin = System.nanoTime();
    ObservedExecution echo = other.start(server.command("echo here"));
    echo.awaitWholeJson();
    echoNanos.add(System.nanoTime() - begin);
    assertThat(echo.jsonOutput().stdout().text()).isEqualTo("here\n");
    residentBytes.add(ProcessFacts.residentBytes(server.pid()));
  }

  /** For people: the figures behind the assertions. */
  private void report(long residentBefore) {
    List<Long> sorted = echoNanos.stream().sorted().toList();
    System.out.printf(
        "two stalled floods: echo of another client p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d);"
            + " server memory %d MiB before, %d MiB at most%n",
        millis(sorted.get(sorted.size() / 2)),
        millis(sorted.get(sorted.size() * 99 / 100)),
        millis(sorted.getLast()),
        sorted.size(),
        residentBefore >> 20,
        Collections.max(residentBytes) >> 20);
  }

  private static double millis(long nanos) {
    return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}
