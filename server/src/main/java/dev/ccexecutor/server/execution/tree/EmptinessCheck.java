package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether nobody lives of a tree any more, judged over as many looks as it takes.
 *
 * <p>An adopted orphan that no tree can claim may be one of this tree that has cleared its
 * environment; but a process that is just dying looks the same for a moment, since its environment
 * goes before it does (exit(2)). So such a one counts only if it stays.
 */
@RunsOn(ThreadRole.SWEEPER)
final class EmptinessCheck {
  enum Verdict {
    EMPTY,
    INHABITED,
    /** Only another look can tell. */
    UNSETTLED
  }

  private static final long DYING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final ProcessTree tree;
  private long unclaimedSinceNanos;

  EmptinessCheck(ProcessTree tree) {
    this.tree = tree;
  }

  /**
   * Judges one look.
   *
   * @param members the tree's living members in it
   */
  Verdict judge(TreeSweeper.View view, List<ProcessTable.Entry> members) {
    if (!members.isEmpty()) {
      return Verdict.INHABITED;
    }
    if (!hasUnclaimedOrphan(view)) {
      return Verdict.EMPTY;
    }
    long now = System.nanoTime();
    if (unclaimedSinceNanos == 0) {
      unclaimedSinceNanos = now;
    }
    return now - unclaimedSinceNanos < DYING_NANOS ? Verdict.UNSETTLED : Verdict.INHABITED;
  }

  /** One that started before the leader can't be of its tree. */
  private boolean hasUnclaimedOrphan(TreeSweeper.View view) {
    ProcessTable.Entry leader = view.table().entry(tree.leaderPid());
    return leader != null
        && view.orphans().stream()
            .filter(orphan -> orphan.startTicks() >= leader.startTicks())
            .filter(orphan -> view.table().marker(orphan.pid()).isEmpty())
            .anyMatch(orphan -> isUnclaimed(orphan, view));
  }

  private static boolean isUnclaimed(ProcessTable.Entry orphan, TreeSweeper.View view) {
    return view.trees().stream()
        .flatMap(known -> known.livingMembers(view.table()).stream())
        .noneMatch(member -> member.pid() == orphan.pid());
  }
}
