package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds out whether anybody lives, and does nothing to whoever does. */
@RunsOn(ThreadRole.SWEEPER)
final class LookQuestion extends Question {
  private final ProcessTree tree;
  private final EmptinessCheck check;
  private final boolean sparing;
  private boolean empty;

  /**
   * @param sparing whoever lives is not ended later either, as one whom nobody can claim
   */
  LookQuestion(ProcessTree tree, boolean sparing) {
    this.tree = tree;
    this.check = new EmptinessCheck(tree);
    this.sparing = sparing;
  }

  @Override
  boolean glance(Glance glance) throws IOException {
    empty = glance.provesEmpty(tree);
    return empty;
  }

  @Override
  boolean pass(View view) throws IOException {
    List<ProcessTable.Entry> members = tree.livingMembers(view.table());
    EmptinessCheck.Verdict verdict = check.judge(view, members);
    empty = verdict == EmptinessCheck.Verdict.EMPTY;
    if (verdict == EmptinessCheck.Verdict.UNSETTLED && !isOld()) {
      return false;
    }
    if (sparing && !empty) {
      List<ProcessTable.Entry> spared = new ArrayList<>(members);
      spared.addAll(check.unclaimed(view));
      spared.forEach(process -> view.spared().add(process.name()));
    }
    return true;
  }

  /** Whether nobody lives; to be read once it is settled. */
  boolean isEmpty() {
    return empty;
  }
}
