package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Stops every member until a look sees all of them stopped.
 *
 * <p>Members of the tree's cgroup are not signalled: whoever asks has frozen it, and this waits
 * until the kernel says so.
 */
@RunsOn(ThreadRole.SWEEPER)
final class StopQuestion extends Question {
  private final ProcessTree tree;
  private final EmptinessCheck check;
  private final long deadlineNanos;
  private final BooleanSupplier abandoned;
  private boolean stopAllOnce;
  private List<Integer> running;

  /**
   * Asks.
   *
   * @param abandoned when true, nobody is stopped any more
   * @param mayBeContinued whether a look that is before this one may continue members: then what is
   *     seen stopped at first is stopped once more
   */
  StopQuestion(
      ProcessTree tree, long patienceMillis, BooleanSupplier abandoned, boolean mayBeContinued) {
    this.tree = tree;
    this.check = new EmptinessCheck(tree);
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    this.abandoned = abandoned;
    this.stopAllOnce = mayBeContinued;
    this.running = List.of(tree.leaderPid()); // Until a look has told better.
  }

  @Override
  boolean pass(View view) throws IOException {
    // In this order: whoever is forked in the cgroup after the first answer is frozen from birth,
    // and whoever is a candidate and in the cgroup is among its pids.
    boolean frozen = tree.group() != null && tree.group().isFrozen();
    List<ProcessTable.Entry> candidates = candidates(view);
    Set<Integer> contained = tree.group() == null ? Set.of() : tree.group().pids();
    List<ProcessTable.Entry> toStop = new ArrayList<>();
    List<Integer> seenRunning = new ArrayList<>();
    for (ProcessTable.Entry member : candidates) {
      boolean isContained = contained.contains(member.pid());
      boolean stands = member.isStopped() && (isContained || !stopAllOnce);
      if (!stands && !(isContained && frozen)) {
        seenRunning.add(member.pid());
      }
      if (!stands && !isContained) {
        toStop.add(member);
      }
    }
    // About to end or to exec, when nothing tells whose they are, or they have hidden that.
    for (ProcessTable.Entry orphan : check.unclaimed(view)) {
      if (!orphan.isStopped()) {
        seenRunning.add(orphan.pid());
      }
    }
    stopAllOnce = false;
    running = seenRunning.stream().distinct().toList();
    boolean allStopped = running.isEmpty() && view.orphans().isPresent();
    if (abandoned.getAsBoolean() || allStopped || isOld()) {
      return true;
    }
    ProcessTree.signalEach(toStop, Signals.STOP);
    return false;
  }

  /**
   * The members, and those orphans that are ours: a chain of forks can pass through the table
   * unseen, but not through a certain list of orphans.
   */
  private List<ProcessTable.Entry> candidates(View view) throws IOException {
    List<ProcessTable.Entry> candidates = new ArrayList<>(tree.livingMembers(view.table()));
    for (ProcessTable.Entry orphan : view.orphans().orElse(List.of())) {
      if (tree.isOfGroupOrSession(orphan) || tree.isOurs(view.markerOf(orphan))) {
        candidates.add(orphan);
      }
    }
    return candidates;
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
