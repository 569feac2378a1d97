package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.posix.Leader;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals to one execution's tree, and what was seen of it.
 *
 * <p>The group is signalled at once, by one system call, from the reader loop. Members outside the
 * group are looked up by the {@link TreeSweeper}, which takes milliseconds. A look trusts the
 * leader's pid, so the leader is reaped only when no look is under way: {@link #release}.
 */
@RunsOn(ThreadRole.READER_LOOP)
public final class TreeControl {
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;
  static final int SIGCONT = 18;
  static final int SIGSTOP = 19;

  private static final Logger log = LoggerFactory.getLogger(TreeControl.class);

  /**
   * How long after a SIGKILL a process may take to die before it is given up as stuck in the
   * kernel.
   */
  private static final long KILL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ReaderLoop loop;
  private final Leader leader;
  private final ProcessTree tree;
  private final TreeSweeper sweeper;
  private int sweepsUnderWay;
  private Runnable whenReleasable;

  public TreeControl(ReaderLoop loop, Leader leader, ProcessTree tree, TreeSweeper sweeper) {
    this.loop = loop;
    this.leader = leader;
    this.tree = tree;
    this.sweeper = sweeper;
    sweeper.register(tree);
  }

  /** Signals the group, and nobody else. */
  public void signalGroup(int... signals) {
    for (int signal : signals) {
      try {
        leader.signalGroup(signal);
      } catch (PosixException e) {
        log.atError()
            .addKeyValue("pid", leader.pid())
            .setCause(e)
            .log("a group could not be signalled");
      }
    }
  }

  /** Signals the group at once and the rest of the tree as soon as it was looked up. */
  public void signalAll(int... signals) {
    signalGroup(signals);
    sweep(
        view -> {
          tree.signalOutsideGroup(tree.livingMembers(view.table()), signals);
          return true;
        },
        ignored -> {});
  }

  /**
   * Continues every member that is stopped, in the group too: a pause that was under way may have
   * stopped it late.
   */
  public void resumeAll() {
    signalGroup(SIGCONT);
    sweep(
        view -> {
          ProcessTree.signalEach(tree.livingMembers(view.table()), SIGCONT);
          return true;
        },
        ignored -> {});
  }

  /**
   * Stops every member, and tells once all are seen stopped or the time is over.
   *
   * @param abandoned when true, nobody is stopped any more
   * @param onAnswer gets the pids that were still seen running: none, if all is well
   */
  public void stopAll(
      long patienceMillis, BooleanSupplier abandoned, Consumer<List<Integer>> onAnswer) {
    signalGroup(SIGSTOP);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    List<Integer> running = new ArrayList<>();
    // A resume that still has its look before it would continue what was just stopped, behind the
    // back of a first look of ours.
    boolean[] mayBeContinued = {sweepsUnderWay > 0};
    sweep(
        view -> {
          List<ProcessTable.Entry> members = tree.livingMembers(view.table());
          List<ProcessTable.Entry> toStop = mayBeContinued[0] ? members : awake(members);
          mayBeContinued[0] = false;
          running.clear();
          toStop.forEach(entry -> running.add(entry.pid()));
          if (abandoned.getAsBoolean() || toStop.isEmpty() || System.nanoTime() > deadline) {
            return true;
          }
          ProcessTree.signalEach(toStop, SIGSTOP);
          return false;
        },
        failure -> onAnswer.accept(failure == null ? running : List.of(leader.pid())));
  }

  private static List<ProcessTable.Entry> awake(List<ProcessTable.Entry> members) {
    return members.stream().filter(entry -> !entry.isStopped()).toList();
  }

  /**
   * Ends whatever lives of the tree: TERM and CONT, and from {@code killAtNanos} on KILL, until a
   * look finds nobody.
   *
   * @param alreadyAsked whether TERM was sent to all before: a second one makes some programs drop
   *     what they were about to save
   * @param killAtNanos a time of {@link System#nanoTime}, which may be moved meanwhile
   * @param onAnswer whether the tree was seen empty
   */
  public void endAll(boolean alreadyAsked, LongSupplier killAtNanos, Consumer<Boolean> onAnswer) {
    if (provenEmpty()) {
      onAnswer.accept(true);
      return;
    }
    EmptinessCheck check = new EmptinessCheck(tree);
    boolean[] empty = new boolean[1];
    boolean[] asked = {alreadyAsked};
    sweep(
        view -> {
          List<ProcessTable.Entry> members = tree.livingMembers(view.table());
          EmptinessCheck.Verdict verdict = check.judge(view, members);
          empty[0] = verdict == EmptinessCheck.Verdict.EMPTY;
          long lateNanos = System.nanoTime() - killAtNanos.getAsLong();
          if (members.isEmpty() || lateNanos > KILL_PATIENCE_NANOS) {
            return verdict != EmptinessCheck.Verdict.UNSETTLED;
          }
          if (lateNanos >= 0) {
            ProcessTree.signalEach(members, SIGKILL);
          } else if (!asked[0]) {
            ProcessTree.signalEach(members, SIGTERM, SIGCONT);
            asked[0] = true;
          }
          return false;
        },
        ignored -> onAnswer.accept(empty[0]));
  }

  /** Whether anybody lives of the tree. */
  public void look(Consumer<Boolean> onAnswer) {
    if (provenEmpty()) {
      onAnswer.accept(true);
      return;
    }
    EmptinessCheck check = new EmptinessCheck(tree);
    boolean[] empty = new boolean[1];
    sweep(
        view -> {
          EmptinessCheck.Verdict verdict = check.judge(view, tree.livingMembers(view.table()));
          empty[0] = verdict == EmptinessCheck.Verdict.EMPTY;
          return verdict != EmptinessCheck.Verdict.UNSETTLED;
        },
        ignored -> onAnswer.accept(empty[0]));
  }

  /** After the leader's end: all that lives of its tree would descend from an orphan of ours. */
  private boolean provenEmpty() {
    try {
      return sweeper.orphans().areNone();
    } catch (IOException e) {
      log.atError().setCause(e).log("the list of adopted orphans could not be read");
      return false;
    }
  }

  /**
   * Runs an action once no look is under way, after which the leader may be reaped and no look
   * begins any more.
   */
  public void release(Runnable action) {
    whenReleasable = action;
    releaseIfIdle();
  }

  private void releaseIfIdle() {
    if (whenReleasable != null && sweepsUnderWay == 0) {
      Runnable action = whenReleasable;
      whenReleasable = null;
      sweeper.unregister(tree);
      action.run();
    }
  }

  private interface Pass {
    boolean look(TreeSweeper.View view) throws IOException;
  }

  /** What a pass leaves in captured state is handed over by the task that answers. */
  private void sweep(Pass pass, Consumer<Exception> onSettled) {
    sweepsUnderWay++;
    sweeper.submit(
        new TreeSweeper.Sweep() {
          @Override
          public boolean pass(TreeSweeper.View view) throws IOException {
            boolean settled = pass.look(view);
            if (settled) {
              answer(null);
            }
            return settled;
          }

          @Override
          public void failed(Exception cause) {
            log.atError()
                .addKeyValue("pid", leader.pid())
                .setCause(cause)
                .log("a look at a tree failed");
            answer(cause);
          }

          private void answer(Exception cause) {
            loop.execute(
                () -> {
                  sweepsUnderWay--;
                  onSettled.accept(cause);
                  releaseIfIdle();
                });
          }
        });
  }
}
