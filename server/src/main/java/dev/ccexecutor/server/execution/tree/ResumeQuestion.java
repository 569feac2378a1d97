package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ControlGroup;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Continues every member that is not in the tree's cgroup, which is thawed instead.
 *
 * <p>Children before their parents: a shell that runs again before its job does takes that for
 * stopped, and goes on without it.
 */
@RunsOn(ThreadRole.SWEEPER)
final class ResumeQuestion extends Question {
  private final ProcessTree tree;
  private final Runnable onBegun;
  private boolean resumed;

  /**
   * @param onBegun called when a look begins: what is stopped from then on may not be continued
   */
  ResumeQuestion(ProcessTree tree, Runnable onBegun) {
    this.tree = tree;
    this.onBegun = onBegun;
  }

  @Override
  void begin() {
    onBegun.run(); // Ahead of the reading: who is born after that may be missing in it.
  }

  @Override
  boolean pass(View view) throws IOException {
    List<ProcessTable.Entry> members = new ArrayList<>(tree.livingMembers(view.table()));
    ControlGroup group = tree.group();
    Set<Integer> thawed = group == null ? Set.of() : group.pids();
    members.removeIf(member -> thawed.contains(member.pid()));
    Comparator<ProcessTable.Entry> byDepth =
        Comparator.comparingInt(member -> view.table().depth(member));
    members.sort(byDepth.reversed());
    ProcessTree.signalEach(members, Signals.CONT);
    resumed = true;
    return true;
  }

  /** To be read once it is settled; false if nobody could be looked at. */
  boolean hasResumed() {
    return resumed;
  }
}
