package dev.ccexecutor.stress;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A thousand commands, half of them for each way of holding them, that try to get away, controlled
 * at random moments by several connections, some of which go in between: whatever comes of it,
 * nothing of them is left on the machine.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RandomTreesContract {

  /** To repeat a run: {@code -Dcc-executor.stress.seed=…}. The moments are the machine's. */
  private static final String SEED_PROPERTY = "cc-executor.stress.seed";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECTIONS = 10;
  private static final int EXECUTIONS = 1000;
  private static final int WARM_UP = 50;

  @RegisterExtension final ServerUnderTest server;

  private final boolean holdsEveryTree;

  RandomTreesContract(boolean holdsEveryTree, ServerUnderTest server) {
    this.holdsEveryTree = holdsEveryTree;
    this.server = server;
  }

  /** What the server has made to hold trees in, as far as it is still there. */
  abstract List<Path> containers() throws IOException;

  @Test
  void shouldLeaveTheMachineAsItWasWhenTreesOfEveryShapeMeetControlsAtAnyMoment() throws Exception {
    long seed = Long.getLong(SEED_PROPERTY, new Random().nextLong());
    try {
      runAll(WARM_UP, seed);
      Footprint before = Footprint.ofIdle(server);
      runAll(EXECUTIONS, ~seed);
      before.awaitReturn(server);
      await().atMost(PATIENCE).until(() -> containers().isEmpty());
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with -D" + SEED_PROPERTY + "=" + seed, e);
    }
  }

  private void runAll(int executions, long seed) throws Exception {
    List<Future<?>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int connection = 0; connection < CONNECTIONS; connection++) {
        RandomTrees trees = new RandomTrees(server, holdsEveryTree, seed + connection);
        runs.add(
            threads.submit(
                () -> {
                  trees.run(executions / CONNECTIONS);
                  return null;
                }));
      }
    }
    for (Future<?> run : runs) {
      run.get();
    }
  }
}
