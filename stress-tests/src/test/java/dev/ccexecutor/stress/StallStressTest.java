package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that does not read under a flood: it stalls its own command, and nothing else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StallStressTest {

  private static final Duration STALL = Duration.ofSeconds(10);
  private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(100);
  private static final long WARM_UP_BYTES = 128L << 20;

  /**
   * What a stalled flood may cost: 1 MiB of queue (queue_bytes), 256 KiB and one quantum in the
   * channel, and besides that only what the JVM takes for the other client's work meanwhile.
   * Unbounded, a flood costs as much in less than a second.
   */
  private static final long MOST_GROWTH_BYTES = 64L << 20;

  /**
   * Read from the child, and not yet by the client: the queue, the channel, and two kernels' socket
   * buffers.
   */
  private static final long MOST_UNDER_WAY_BYTES = 24L << 20;

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

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "BINARY"})
  void shouldHoldOnlyItsOwnCommandWhenAClientDoesNotRead(OutputForm form) throws Exception {
    try (StressClient stalled = server.connect();
        StressClient other = server.connect()) {
      long residentBefore = ProcessFacts.residentBytes(server.pid());
      ObservedExecution flood = stalled.start(server.argv("yes").output(form));
      await().until(() -> outputOf(flood, form).bytes() > 1 << 20);

      stalled.connection().readingEnabled(false);
      long readAtStall = awaitParked(other, flood);
      sampleDuringStall(other);
      ExecutionStatus status = other.status(flood.id());
      report(form, residentBefore);

      assertThat(status.state()).isEqualTo(ExecutionState.RUNNING);
      assertThat(status.stdout().to()).as("read from the child").isEqualTo(readAtStall);
      assertThat(readAtStall - outputOf(flood, form).bytes())
          .as("under way")
          .isLessThan(MOST_UNDER_WAY_BYTES);
      assertThat(Collections.max(residentBytes) - residentBefore)
          .as("growth of the server's memory")
          .isLessThan(MOST_GROWTH_BYTES);
      assertThat(echoNanos).allMatch(nanos -> nanos < SLOWEST_ECHO.toNanos());

      cancelWhileNothingIsRead(stalled, other, flood);
      readOn(stalled, flood, form);
    }
  }

  private static ReceivedStream outputOf(ObservedExecution execution, OutputForm form) {
    return form == OutputForm.BINARY
        ? execution.binaryOutput().stdout()
        : execution.jsonOutput().stdout();
  }

  /** When every buffer on the way is full, the pipe is not read any more. */
  private static long awaitParked(StressClient other, ObservedExecution flood) {
    long[] last = {-1};
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last[0] == (last[0] = other.status(flood.id()).stdout().to()));
    return last[0];
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

  /** The answer lies behind unread output, so the other connection tells that it was done. */
  private static void cancelWhileNothingIsRead(
      StressClient stalled, StressClient other, ObservedExecution flood) throws Exception {
    CompletableFuture<ControlResult> answer = stalled.requestControl(ControlType.CANCEL, flood);
    ExecutionStatus ended = other.status(flood.id(), 20.0);
    assertThat(ended.state()).isEqualTo(ExecutionState.COMPLETED);
    assertThat(ended.exit().reason()).isEqualTo(EndReason.CANCELED);
    assertThat(ended.exit().signal()).isEqualTo("TERM");
    assertThat(server.survivors()).isEmpty();
    assertThat(answer).as("answer, while nothing is read").isNotDone();
    assertThat(flood.completed()).as("end, while nothing is read").isNotDone();
  }

  private static void readOn(StressClient stalled, ObservedExecution flood, OutputForm form)
      throws Exception {
    stalled.connection().readingEnabled(true);
    ProcessCompleted end =
        form == OutputForm.BINARY ? flood.awaitWholeBinary() : flood.awaitWholeJson();
    assertThat(end.reason()).isEqualTo(EndReason.CANCELED);
    assertThat(end.drained()).isTrue();
    assertThat(end.treeEmpty()).isTrue();
  }

  /** For people: the figures behind the assertions. */
  private void report(OutputForm form, long residentBefore) throws IOException {
    List<Long> sorted = echoNanos.stream().sorted().toList();
    System.out.printf(
        "stalled %s flood: echo of another client p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d);"
            + " server memory %d MiB before, %d MiB at most%n",
        form.wireName(),
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
