package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand commands whose output waits for its reader take what was promised, and no more. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class MemoryStressTest {

  private static final int EXECUTIONS = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Objects of an execution, its subscription and its share of a connection. */
  private static final long MOST_HEAP_BYTES = 16 * 1024;

  private final ServerUnderTest server =
      ServerUnderTest.plain(
          "--max-executions",
          "1100",
          "--max-executions-per-session",
          "1100",
          "--queue-bytes",
          Integer.toString(StallShape.QUEUE_BYTES));

  /** A new one each time: a pool gives nothing back of what the test before has needed. */
  @BeforeEach
  void start() throws Exception {
    server.start();
    warmUp();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @ParameterizedTest
  @EnumSource
  void shouldStayWithinWindowAndReplayWhenAThousandAreNotRead(StallShape shape) throws Exception {
    ServerMemory before = ServerMemory.of(server);
    try (StalledReaders readers = StalledReaders.start(server, shape, EXECUTIONS)) {
      long unread = readers.awaitStandstill();
      ServerMemory growth = ServerMemory.of(server).minus(before);
      report(shape, growth);

      assertThat(unread)
          .as("output between the oldest kept and the newest")
          .isGreaterThan(EXECUTIONS * shape.promisedBytes() / 2);
      assertThat(growth.heapBytes()).as("heap").isLessThan(EXECUTIONS * MOST_HEAP_BYTES);
      assertThat(growth.residentBytes())
          .as("resident")
          .isLessThan(EXECUTIONS * (shape.promisedBytes() + shape.mostBesideBytes()));
    }
    await().atMost(PATIENCE).until(() -> server.survivors().isEmpty());
  }

  /** The code and the pools of what is not an execution's. */
  private void warmUp() throws Exception {
    try (StressClient client = server.connect()) {
      for (int count = 0; count < 100; count++) {
        client.start(server.command("head -c 100000 /dev/zero")).awaitCompleted();
      }
    }
  }

  /** For people, and bench/README.md. */
  private static void report(StallShape shape, ServerMemory growth) {
    System.out.printf(
        "%d stalled, %s: promised %.1f KiB each; heap %.1f, resident %.1f%n",
        EXECUTIONS,
        shape,
        shape.promisedBytes() / 1024.0,
        growth.heapBytes() / 1024.0 / EXECUTIONS,
        growth.residentBytes() / 1024.0 / EXECUTIONS);
  }
}
