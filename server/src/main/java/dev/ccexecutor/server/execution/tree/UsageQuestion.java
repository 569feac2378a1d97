package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.protocol.execution.TreeUsage;
import dev.ccexecutor.server.posix.ControlGroup;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.posix.ProcessUsage;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds up what a tree uses. One look settles it, or none: the end of an execution waits for what is
 * asked of its tree.
 */
@RunsOn(ThreadRole.SWEEPER)
final class UsageQuestion extends Question {
  private final ProcessTree tree;
  private TreeUsage usage;

  UsageQuestion(ProcessTree tree) {
    this.tree = tree;
  }

  @Override
  boolean pass(View view) throws IOException {
    List<ProcessTable.Entry> living = tree.livingMembers(view.table());
    List<ProcessTable.Entry> counted = new ArrayList<>(living);
    ProcessTable.Entry leader = view.table().entry(tree.leaderPid());
    if (leader != null && leader.isDead()) {
      counted.add(leader); // Nobody has waited for it yet, so its times are in nobody else's.
    }
    double cpuSeconds = 0;
    long rssBytes = 0;
    for (ProcessTable.Entry member : counted) {
      Optional<ProcessUsage> one = ProcessUsage.read(member);
      cpuSeconds += one.map(ProcessUsage::cpuSeconds).orElse(0.0);
      rssBytes += one.map(ProcessUsage::rssBytes).orElse(0L);
    }
    usage = new TreeUsage(living.size(), Math.max(cpuSeconds, ofGroup()), rssBytes);
    return true;
  }

  /**
   * The cgroup knows of those too for whom nobody has waited, but not what was used before they
   * were in it. Neither sum is too large.
   */
  private double ofGroup() throws IOException {
    ControlGroup group = tree.group();
    return group == null ? 0 : group.cpuSeconds();
  }

  /** It is not asked again: the next progress asks anew. */
  @Override
  boolean isOld() {
    return true;
  }

  /** To be read once it is settled; null if nothing could be seen. */
  TreeUsage usage() {
    return usage;
  }
}
