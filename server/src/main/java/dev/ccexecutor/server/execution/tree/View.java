package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.Containment;
import dev.ccexecutor.server.posix.ProcessName;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What one look saw. */
@RunsOn(ThreadRole.SWEEPER)
final class View {
  private final ProcessTable table;
  private final Optional<List<ProcessTable.Entry>> orphans;
  private final Set<ProcessTree> trees;
  private final Set<ProcessName> spared;
  private final NobodysOrphans nobodys;
  private final Containment containment;
  private final Map<ProcessName, String> markers = new HashMap<>();
  private final Map<ProcessTree, Set<ProcessName>> members = new HashMap<>();

  /**
   * @param orphans those adopted that live, read after the table; nothing if that was not certain
   * @param trees of all executions whose leaders are not reaped
   * @param spared who was left alive on purpose; whoever spares somebody adds to it
   * @param nobodys who is ended with the last tree that it can be of
   * @param containment null where there is none
   */
  View(
      ProcessTable table,
      Optional<List<ProcessTable.Entry>> orphans,
      Set<ProcessTree> trees,
      Set<ProcessName> spared,
      NobodysOrphans nobodys,
      Containment containment) {
    this.table = table;
    this.orphans = orphans;
    this.trees = trees;
    this.spared = spared;
    this.nobodys = nobodys;
    this.containment = containment;
  }

  ProcessTable table() {
    return table;
  }

  Optional<List<ProcessTable.Entry>> orphans() {
    return orphans;
  }

  Set<ProcessTree> trees() {
    return trees;
  }

  Set<ProcessName> spared() {
    return spared;
  }

  /** To be ended with the last tree that they can be of. */
  void leaveToTheLast(List<ProcessTable.Entry> unclaimed) {
    nobodys.add(unclaimed);
  }

  /** Whether a process is a living member of a tree; found out once for all who ask. */
  boolean isMember(ProcessTable.Entry process, ProcessTree tree) throws IOException {
    Set<ProcessName> names = members.get(tree);
    if (names == null) {
      names =
          tree.livingMembers(table).stream()
              .map(ProcessTable.Entry::name)
              .collect(Collectors.toSet());
      members.put(tree, names);
    }
    return names.contains(process.name());
  }

  /** Whether it is in some execution's cgroup, which tells whose it is. */
  boolean isContained(ProcessTable.Entry process) throws IOException {
    return containment != null && containment.holds(process.pid());
  }

  /**
   * An orphan's marker, read once for all who ask: one that is just in its exec shows none for a
   * moment, and must not be nobody's to the one question and somebody's to the next.
   */
  String markerOf(ProcessTable.Entry orphan) throws IOException {
    String marker = markers.get(orphan.name());
    if (marker == null) {
      marker = ProcessTable.readMarker(orphan);
      markers.put(orphan.name(), marker);
    }
    return marker;
  }
}
