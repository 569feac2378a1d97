package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Whether nobody lives of a tree whose leader has ended, judged over as many looks as it takes.
 *
 * <p>That a look saw no member proves nothing: a chain of processes that fork and exit can pass
 * through it unseen. What proves it is the list of adopted orphans, since whoever lives of the tree
 * descends from one of them: none of them may be of this tree.
 *
 * <p>One that no tree can claim may be of this tree and have cleared its environment; but a process
 * that is just dying looks the same for a moment, since its environment goes before it does
 * (exit(2)). So such a one counts only if it stays.
 */
@RunsOn(ThreadRole.SWEEPER)
final class EmptinessCheck {
  enum Verdict {
    EMPTY,
    INHABITED,
    /** Somebody stays whom no tree can claim, and who may be of this one. */
    UNCLAIMED,
    /** Only another look can tell. */
    UNSETTLED
  }

  private static final long DYING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final ProcessTree tree;

  /**
   * Since when each of them has been seen unclaimed; a chain of forks brings a new one every time.
   */
  private final Map<UnclaimedOrphan, Long> unclaimedSinceNanos = new HashMap<>();

  private record UnclaimedOrphan(int pid, long startTicks) {}

  EmptinessCheck(ProcessTree tree) {
    this.tree = tree;
  }

  /**
   * Judges one look.
   *
   * @param members the tree's living members in it
   */
  Verdict judge(TreeSweeper.View view, List<ProcessTable.Entry> members) throws IOException {
    if (!members.isEmpty()) {
      return Verdict.INHABITED;
    }
    if (view.orphans().isEmpty()) {
      return Verdict.UNSETTLED;
    }
    Set<UnclaimedOrphan> unclaimed = new HashSet<>();
    for (ProcessTable.Entry orphan : view.orphans().get()) {
      String marker = ProcessTable.readMarker(orphan.pid());
      if (tree.isOfGroupOrSession(orphan) || marker.equals(tree.marker())) {
        return Verdict.INHABITED;
      }
      if (marker.isEmpty() && mayBeOfThisTree(orphan, view)) {
        unclaimed.add(new UnclaimedOrphan(orphan.pid(), orphan.startTicks()));
      }
    }
    return unclaimed.isEmpty() ? Verdict.EMPTY : judgeUnclaimed(unclaimed);
  }

  private Verdict judgeUnclaimed(Set<UnclaimedOrphan> unclaimed) {
    long now = System.nanoTime();
    unclaimedSinceNanos.keySet().retainAll(unclaimed);
    unclaimed.forEach(orphan -> unclaimedSinceNanos.putIfAbsent(orphan, now));
    boolean stays =
        unclaimedSinceNanos.values().stream().anyMatch(since -> now - since > DYING_NANOS);
    return stays ? Verdict.UNCLAIMED : Verdict.UNSETTLED;
  }

  /**
   * One that started before the leader can't be of its tree, nor one that another tree knows as its
   * own.
   */
  private boolean mayBeOfThisTree(ProcessTable.Entry orphan, TreeSweeper.View view)
      throws IOException {
    ProcessTable.Entry leader = view.table().entry(tree.leaderPid());
    if (leader != null && orphan.startTicks() < leader.startTicks()) {
      return false;
    }
    for (ProcessTree known : view.trees()) {
      if (!known.equals(tree) && isMember(orphan, known, view.table())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMember(ProcessTable.Entry orphan, ProcessTree known, ProcessTable table)
      throws IOException {
    return known.isOfGroupOrSession(orphan)
        || known.livingMembers(table).stream().anyMatch(member -> member.pid() == orphan.pid());
  }
}
