package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.posix.Leader;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Ends every member: asks them, then forces them, until it is certain that nobody lives. */
@RunsOn(ThreadRole.SWEEPER)
final class EndQuestion extends Question {
  /**
   * How long after a SIGKILL a process may take to die before it is given up as stuck in the
   * kernel.
   */
  private static final long KILL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * After a SIGKILL to all of a cgroup this long is waited for them to be gone, before anybody is
   * looked for who might not have been in it.
   */
  private static final long DYING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ProcessTree tree;
  private final Leader leader;
  private final EmptinessCheck check;
  private final LongSupplier killAtNanos;
  private boolean asked;
  private boolean askedLateOnes;
  private boolean groupKilled;
  private boolean empty;

  EndQuestion(ProcessTree tree, Leader leader, boolean alreadyAsked, LongSupplier killAtNanos) {
    this.tree = tree;
    this.leader = leader;
    this.check = new EmptinessCheck(tree);
    this.asked = alreadyAsked;
    this.killAtNanos = killAtNanos;
  }

  @Override
  boolean glance(Glance glance) throws IOException {
    empty = glance.provesEmpty(tree);
    if (!empty && !groupKilled && lateNanos() >= 0 && tree.group() != null) {
      groupKilled = true; // If it fails it is done again with a look.
      killGroups();
    }
    return empty;
  }

  @Override
  boolean needsLook() {
    return !groupKilled || lateNanos() > DYING_NANOS;
  }

  @Override
  boolean pass(View view) throws IOException {
    List<ProcessTable.Entry> members = new ArrayList<>(tree.livingMembers(view.table()));
    EmptinessCheck.Verdict verdict = check.judge(view, members);
    members.addAll(check.claimedByExclusion());
    empty = verdict == EmptinessCheck.Verdict.EMPTY;
    if (empty || isOld()) {
      return true;
    }
    if (lateNanos() >= 0) {
      force(members);
    } else if (!asked) {
      asked = true;
      ProcessTree.signalEach(members, Signals.TERM, Signals.CONT);
    } else {
      askLateOnes();
    }
    boolean unclaimed = verdict == EmptinessCheck.Verdict.UNCLAIMED;
    if (unclaimed) { // Not known to be this tree's to end.
      view.leaveToTheLast(check.unclaimed(view));
    }
    return unclaimed;
  }

  /** It takes a while until it is known that they can be of no other tree. */
  private void askLateOnes() throws IOException {
    if (!askedLateOnes && !check.claimedByExclusion().isEmpty()) {
      askedLateOnes = true;
      ProcessTree.signalEach(check.claimedByExclusion(), Signals.TERM, Signals.CONT);
    }
  }

  private void force(List<ProcessTable.Entry> members) throws IOException {
    try {
      killGroups();
    } finally {
      ProcessTree.signalEach(members, Signals.KILL);
    }
  }

  /**
   * The group in one call, which no chain of forks outruns: the kernel signals all of its members
   * at one moment, and a fork that is under way fails (fork(2), ERESTARTNOINTR). The leader is not
   * reaped before this question is settled.
   */
  private void killGroups() throws IOException {
    try {
      leader.signalGroup(Signals.KILL); // EPERM where all of it is another user's by now.
    } finally {
      if (tree.group() != null) {
        tree.group().kill();
      }
    }
  }

  @Override
  boolean isOld() {
    return lateNanos() > KILL_PATIENCE_NANOS;
  }

  private long lateNanos() {
    return System.nanoTime() - killAtNanos.getAsLong();
  }

  /** Whether nobody lives; to be read once it is settled. */
  boolean isEmpty() {
    return empty;
  }
}
