package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Stops every member until a look sees all of them stopped. */
@RunsOn(ThreadRole.SWEEPER)
final class StopQuestion extends Question {
  private final ProcessTree tree;
  private final long deadlineNanos;
  private final BooleanSupplier abandoned;
  private boolean stopAllOnce;
  private List<Integer> running;

  /**
   * Asks.
   *
   * @param leaderPid counts as running until a look has told better
   * @param abandoned when true, nobody is stopped any more
   * @param mayBeContinued whether a look that is before this one may continue members: then what is
   *     seen stopped at first is stopped once more
   */
  StopQuestion(
      ProcessTree tree,
      int leaderPid,
      long patienceMillis,
      BooleanSupplier abandoned,
      boolean mayBeContinued) {
    this.tree = tree;
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    this.abandoned = abandoned;
    this.stopAllOnce = mayBeContinued;
    this.running = List.of(leaderPid);
  }

  @Override
  boolean pass(TreeSweeper.View view) throws IOException {
    List<ProcessTable.Entry> toStop = new ArrayList<>();
    for (ProcessTable.Entry member : tree.livingMembers(view.table())) {
      if (stopAllOnce || !member.isStopped()) {
        toStop.add(member);
      }
    }
    addOwnOrphansThatRun(view, toStop);
    stopAllOnce = false;
    running = toStop.stream().map(ProcessTable.Entry::pid).distinct().toList();
    boolean allStopped = toStop.isEmpty() && view.orphans().isPresent();
    if (abandoned.getAsBoolean() || allStopped || isOld()) {
      return true;
    }
    ProcessTree.signalEach(toStop, TreeControl.SIGSTOP);
    return false;
  }

  /**
   * A chain of forks can pass through the table unseen, but not through a certain list of orphans.
   */
  private void addOwnOrphansThatRun(TreeSweeper.View view, List<ProcessTable.Entry> toStop)
      throws IOException {
    for (ProcessTable.Entry orphan : view.orphans().orElse(List.of())) {
      if (!orphan.isStopped()
          && (tree.isOfGroupOrSession(orphan)
              || tree.marker().equals(ProcessTable.readMarker(orphan.pid())))) {
        toStop.add(orphan);
      }
    }
  }

  @Override
  boolean isOld() {
    return System.nanoTime() - deadlineNanos > 0;
  }

  /** Pids of those that the last look saw running; to be read once it is settled. */
  List<Integer> running() {
    return running;
  }
}
