package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.Leftovers;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Trees one after another, each with options, controls and an end of its own. For one thread. */
final class RandomTrees {

  /** What may come of a control that meets an execution in any state. */
  private static final Set<String> HARMLESS =
      Set.of("execution_not_found", "wrong_state", "not_confirmed");

  private static final List<String> SIGNALS =
      List.of("INT", "TERM", "STOP", "CONT", "USR1", "KILL");
  private static final int MOST_CONTROLS = 6;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final double LONGEST_SECONDS = 0.15;
  private static final double STAYS_SECONDS = 60;
  private static final int ONE_IN_MANY = 12;
  private static final long PATIENCE_SECONDS = 30;

  private final ServerUnderTest server;
  private final boolean holdsEveryTree;
  private final Random random;

  /**
   * Trees of a seed.
   *
   * @param holdsEveryTree whether the server must find every process of any tree
   */
  RandomTrees(ServerUnderTest server, boolean holdsEveryTree, long seed) {
    this.server = server;
    this.holdsEveryTree = holdsEveryTree;
    this.random = new Random(seed);
  }

  /** Runs so many, and tells of what the tree was if one of them goes wrong. */
  void run(int count) throws Exception {
    StressClient client = server.connect();
    try {
      for (int number = 0; number < count; number++) {
        if (runOne(client)) {
          client.close();
          client = server.connect();
        }
      }
    } finally {
      client.close();
    }
  }

  /** Whether the connection is to be given up, the tree still alive. */
  private boolean runOne(StressClient client) throws Exception {
    SmallTree tree = oneOf(SmallTree.values());
    boolean kept = chance();
    ObservedExecution execution = client.request(params(tree, kept));
    List<CompletableFuture<ControlResult>> controls = new ArrayList<>();
    for (int left = random.nextInt(MOST_CONTROLS + 1); left > 0; left--) {
      LockSupport.parkNanos(random.nextLong(LONGEST_WAIT_NANOS));
      controls.add(client.requestControl(control(execution)));
    }
    if (chance()) {
      return true;
    }
    // It may be paused, and would be for ever.
    controls.add(client.requestControl(stop(execution)));
    for (CompletableFuture<ControlResult> control : controls) {
      assertHarmless(control);
    }
    ProcessCompleted end = execution.awaitWholeJson();
    if (!kept && (holdsEveryTree || tree.canBeWalked())) {
      assertThat(end.treeEmpty()).as("tree of %s is empty: %s", tree, end).isTrue();
    }
    return false;
  }

  private ExecuteParamsBuilder params(SmallTree tree, boolean kept) {
    double life = random.nextBoolean() ? STAYS_SECONDS : seconds();
    ExecuteParamsBuilder params =
        server
            .command(tree.line(life, kept ? 1 : STAYS_SECONDS))
            .grace(seconds())
            .drainTimeout(seconds())
            .onDisconnect(OnDisconnect.CANCEL)
            .output(random.nextBoolean() ? OutputForm.TEXT : OutputForm.BASE64);
    if (kept) {
      params.leftovers(Leftovers.KEEP);
    }
    if (chance()) {
      params.timeout(seconds());
    }
    if (chance()) {
      params.idleTimeout(seconds());
    }
    return params;
  }

  private ControlParams control(ObservedExecution execution) {
    ControlType type = oneOf(ControlType.values());
    return switch (type) {
      case SIGNAL ->
          new ControlParams(type, execution.id(), oneOf(SIGNALS.toArray(String[]::new)), null);
      case CANCEL -> stop(execution);
      case PAUSE, RESUME -> new ControlParams(type, execution.id(), null, null);
      // A tree that is killed has no adventures any more.
      case KILL -> chance() ? new ControlParams(type, execution.id(), null, null) : stop(execution);
    };
  }

  private ControlParams stop(ObservedExecution execution) {
    return new ControlParams(ControlType.CANCEL, execution.id(), null, seconds());
  }

  private static void assertHarmless(CompletableFuture<ControlResult> control) throws Exception {
    try {
      control.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              RemoteErrorException.class, error -> assertThat(error.kind()).isIn(HARMLESS));
    }
  }

  private double seconds() {
    return random.nextInt(1, (int) (LONGEST_SECONDS * 1000)) / 1000.0;
  }

  private boolean chance() {
    return random.nextInt(ONE_IN_MANY) == 0;
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
