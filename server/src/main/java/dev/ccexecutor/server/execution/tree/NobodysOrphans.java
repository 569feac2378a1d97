package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessName;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Orphans that trees which have ended could not claim, because others ran that they could be of as
 * well. With the last of these they are ended: TERM, and after a while KILL.
 */
@RunsOn(ThreadRole.SWEEPER)
final class NobodysOrphans {
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long NOT_ASKED = 0;

  /** When each was asked to end. */
  private final Map<ProcessName, Long> askedAtNanos = new HashMap<>();

  boolean areNone() {
    return askedAtNanos.isEmpty();
  }

  void add(List<ProcessTable.Entry> unclaimed) {
    unclaimed.forEach(orphan -> askedAtNanos.putIfAbsent(orphan.name(), NOT_ASKED));
  }

  /**
   * Ends those, with their descendants, that can be of no tree any more.
   *
   * @param trees of all executions that have not ended
   */
  void endThoseOfNoTree(ProcessTable table, Set<ProcessTree> trees) throws IOException {
    Set<ProcessTable.Entry> found = new HashSet<>();
    for (Iterator<ProcessName> names = askedAtNanos.keySet().iterator(); names.hasNext(); ) {
      ProcessName name = names.next();
      ProcessTable.Entry orphan = table.has(name) ? table.entry(name.pid()) : null;
      if (orphan == null || orphan.isDead()) {
        names.remove();
      } else if (trees.stream().noneMatch(tree -> tree.mayHaveStarted(orphan))) {
        ProcessTree.addWithDescendants(orphan, table, found);
      }
    }
    for (ProcessTable.Entry process : found) {
      end(process); // Its children would be orphans without a sign as well.
    }
  }

  private void end(ProcessTable.Entry process) throws IOException {
    long now = System.nanoTime();
    long asked = askedAtNanos.getOrDefault(process.name(), NOT_ASKED);
    if (asked == NOT_ASKED) {
      askedAtNanos.put(process.name(), now);
      ProcessTree.signalEach(List.of(process), Signals.TERM, Signals.CONT);
    } else if (now - asked > GRACE_NANOS) {
      ProcessTree.signalEach(List.of(process), Signals.KILL);
    }
  }
}
