package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.Containment;
import dev.ccexecutor.server.posix.ControlGroup;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What can be seen without a look at all processes: the adopted orphans. Once a leader has ended,
 * whoever lives of its tree is or descends from one of them.
 *
 * @param orphans those that live; nothing if that was not certain
 * @param containment null where there is none
 */
@RunsOn(ThreadRole.SWEEPER)
record Glance(Optional<List<ProcessTable.Entry>> orphans, Containment containment) {
  /**
   * Whether nobody lives of a tree whose leader has ended: there is no orphan, or all of them are
   * in cgroups of other trees, and this one's can be removed if it has one.
   */
  boolean provesEmpty(ProcessTree tree) throws IOException {
    if (orphans.isEmpty()) {
      return false;
    }
    for (ProcessTable.Entry orphan : orphans.get()) {
      if (containment == null || !isInAnother(tree, orphan)) {
        return false;
      }
    }
    ControlGroup group = tree.group();
    return group == null || group.removeIfEmpty();
  }

  /** By name, since one that is just being moved is in a cgroup that the tree does not know yet. */
  private boolean isInAnother(ProcessTree tree, ProcessTable.Entry orphan) throws IOException {
    Optional<String> name = containment.groupNameOf(orphan.pid());
    return name.isPresent() && !name.get().equals(tree.groupName());
  }
}
