package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessName;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Whether nobody lives of a tree whose leader has ended, judged over as many looks as it takes.
 *
 * <p>That a look saw no member proves nothing: a chain of processes that fork and exit can pass
 * through it unseen. What proves it is the list of adopted orphans, since whoever lives of the tree
 * descends from one of them: none of them may be of this tree. A tree's cgroup proves the same for
 * its members, by letting itself be removed.
 *
 * <p>An orphan that no tree can claim may be of this tree and have cleared its environment; but a
 * process that is just dying looks the same for a moment, since its environment goes before it does
 * (exit(2)). So such a one counts only if it stays. It belongs to one of those that ran when it
 * started, and so to the last of these by exclusion.
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
  private final Map<ProcessName, Long> unclaimedSinceNanos = new HashMap<>();

  private List<ProcessTable.Entry> claimedByExclusion = List.of();

  EmptinessCheck(ProcessTree tree) {
    this.tree = tree;
  }

  /**
   * Judges one look.
   *
   * @param members the tree's living members in it
   */
  Verdict judge(View view, List<ProcessTable.Entry> members) throws IOException {
    claimedByExclusion = List.of();
    if (!members.isEmpty()) {
      return Verdict.INHABITED;
    }
    if (view.orphans().isEmpty()) {
      return Verdict.UNSETTLED;
    }
    for (ProcessTable.Entry orphan : view.orphans().get()) {
      if (tree.isOfGroupOrSession(orphan) || tree.isOurs(view.markerOf(orphan))) {
        return Verdict.INHABITED;
      }
    }
    if (tree.group() != null && !tree.group().removeIfEmpty()) {
      return Verdict.UNSETTLED;
    }
    List<ProcessTable.Entry> unclaimed = unclaimed(view);
    return unclaimed.isEmpty() ? Verdict.EMPTY : judgeUnclaimed(unclaimed, view);
  }

  /** Orphans that bear no marker, are in no other tree, and may be of this one. */
  List<ProcessTable.Entry> unclaimed(View view) throws IOException {
    List<ProcessTable.Entry> unclaimed = new ArrayList<>();
    for (ProcessTable.Entry orphan : view.orphans().orElse(List.of())) {
      if (tree.mayHaveStarted(orphan)
          && !view.spared().contains(orphan.name())
          && !view.isContained(orphan)
          && view.markerOf(orphan).isEmpty()
          && !isOfAnother(orphan, view)) {
        unclaimed.add(orphan);
      }
    }
    return unclaimed;
  }

  private Verdict judgeUnclaimed(List<ProcessTable.Entry> unclaimed, View view) {
    long now = System.nanoTime();
    Set<ProcessName> names =
        unclaimed.stream().map(ProcessTable.Entry::name).collect(Collectors.toSet());
    unclaimedSinceNanos.keySet().retainAll(names);
    names.forEach(orphan -> unclaimedSinceNanos.putIfAbsent(orphan, now));
    List<ProcessTable.Entry> staying =
        unclaimed.stream()
            .filter(orphan -> now - unclaimedSinceNanos.get(orphan.name()) > DYING_NANOS)
            .toList();
    if (staying.isEmpty()) {
      return Verdict.UNSETTLED;
    }
    claimedByExclusion = staying.stream().filter(orphan -> nobodyElseMay(orphan, view)).toList();
    return claimedByExclusion.isEmpty() ? Verdict.UNCLAIMED : Verdict.INHABITED;
  }

  /** Those of the last look that can only be of this tree, though nothing on them says so. */
  List<ProcessTable.Entry> claimedByExclusion() {
    return claimedByExclusion;
  }

  private boolean nobodyElseMay(ProcessTable.Entry orphan, View view) {
    return view.trees().stream().noneMatch(other -> other != tree && other.mayHaveStarted(orphan));
  }

  private boolean isOfAnother(ProcessTable.Entry orphan, View view) throws IOException {
    for (ProcessTree other : view.trees()) {
      if (other != tree && (other.isOfGroupOrSession(orphan) || view.isMember(orphan, other))) {
        return true;
      }
    }
    return false;
  }
}
