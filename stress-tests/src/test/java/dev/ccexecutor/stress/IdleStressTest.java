package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand connections and two thousand commands that wait take little, and no threads. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class IdleStressTest {

  private static final int CONNECTIONS = 10_000;
  private static final int EXECUTIONS = 2_000;

  /**
   * Of each connection and each command: heap after a collection, and what is reserved outside,
   * beyond the output that is kept.
   */
  private static final long MOST_BYTES = 12 * 1024;

  /**
   * Of an allocator's pool, which keeps some of what was freed for a while: what commands have
   * printed while they were busier than now.
   */
  private static final long MOST_POOLED_BYTES = 24 * 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final ServerUnderTest server =
      ServerUnderTest.plain(
          "--max-sessions",
          "10100",
          "--max-executions",
          "2100",
          "--max-executions-per-session",
          "2100",
          "--event-loops",
          "2",
          "--reader-loops",
          "2");

  /** A new one each time: a pool gives not all back of what the test before has needed. */
  @BeforeEach
  void start() throws Exception {
    server.start();
    warmUp();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void shouldTakeLittleForEachWhenTenThousandConnectionsAreIdle() throws Exception {
    int count = MachineLimits.connections(CONNECTIONS);
    List<String> threads = Footprint.threads(server);
    ServerMemory before = ServerMemory.of(server);
    try (IdleClients clients = IdleClients.open(server, count)) {
      ServerMemory growth = ServerMemory.of(server).minus(before);
      report(clients.count(), "idle connections", 0, growth, threads.size());

      assertThat(growth.heapBytes() + growth.directBytes()).isLessThan(count * MOST_BYTES);
      assertThat(Footprint.threads(server)).isEqualTo(threads);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeLittleForEachWhenTwoThousandCommandsWait(LiveShape shape) throws Exception {
    int count = MachineLimits.executions(EXECUTIONS);
    try (IdleClients clients = IdleClients.open(server, shape.connections(count))) {
      List<String> threads = Footprint.threads(server);
      ServerMemory before = ServerMemory.of(server);
      clients.start(shape, count);
      ServerMemory growth = awaitSettled(before, count, shape.printedBytes());
      report(count, "executions, " + shape, shape.printedBytes(), growth, threads.size());

      assertThat(growth.heapBytes()).as("heap").isLessThan(count * MOST_BYTES);
      assertThat(Footprint.threads(server)).isEqualTo(threads);
    }
    await().atMost(PATIENCE).until(() -> server.survivors().isEmpty());
  }

  /** Room that output does not fill goes a while after it has come. */
  private ServerMemory awaitSettled(ServerMemory before, int count, long printedBytes) {
    long pooled = printedBytes > MOST_BYTES ? MOST_POOLED_BYTES : 0;
    return await()
        .atMost(PATIENCE)
        .pollInterval(LOOK_INTERVAL)
        .until(
            () -> ServerMemory.of(server).minus(before),
            growth ->
                growth.heapBytes() + growth.directBytes()
                    < count * (MOST_BYTES + printedBytes) + pooled);
  }

  /** The code, the pools, and a thread of each kind. */
  private void warmUp() throws Exception {
    for (int client = 0; client < 4; client++) {
      try (StressClient warm = server.connect()) {
        for (int count = 0; count < 25; count++) {
          warm.start(server.command("head -c 100000 /dev/zero; echo >&2")).awaitCompleted();
        }
      }
    }
  }

  /** For people, and bench/README.md. */
  private static void report(
      int count, String what, long printedBytes, ServerMemory growth, int threads) {
    double kib = 1024.0 * count;
    System.out.printf(
        "%d %s: each printed %.2f KiB; heap %.1f, direct %.1f, resident %.1f; %d threads%n",
        count,
        what,
        printedBytes / 1024.0,
        growth.heapBytes() / kib,
        growth.directBytes() / kib,
        growth.residentBytes() / kib,
        threads);
  }
}
