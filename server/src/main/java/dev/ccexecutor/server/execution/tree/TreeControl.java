package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.Leader;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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

  private final ReaderLoop loop;
  private final Leader leader;
  private final ProcessTree tree;
  private final TreeSweeper sweeper;
  private final AtomicBoolean resumeWaits = new AtomicBoolean();
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
        new Question() {
          @Override
          boolean pass(TreeSweeper.View view) throws IOException {
            tree.signalOutsideGroup(tree.livingMembers(view.table()), signals);
            return true;
          }
        },
        ignored -> {});
  }

  /**
   * Continues every member that is stopped, in the group too: a pause that was under way may have
   * stopped it late.
   */
  public void resumeAll() {
    signalGroup(SIGCONT);
    if (!resumeWaits.compareAndSet(false, true)) {
      return; // A look that has not begun yet continues whatever was stopped until now.
    }
    sweep(
        new Question() {
          @Override
          public boolean pass(TreeSweeper.View view) throws IOException {
            resumeWaits.set(false);
            ProcessTree.signalEach(tree.livingMembers(view.table()), SIGCONT);
            return true;
          }
        },
        ignored -> resumeWaits.set(false));
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
    // A resume that still has its look before it would continue what was just stopped, behind the
    // back of a first look of ours.
    StopQuestion question =
        new StopQuestion(tree, leader.pid(), patienceMillis, abandoned, sweepsUnderWay > 0);
    sweep(question, failure -> onAnswer.accept(question.running()));
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
    EndQuestion question = new EndQuestion(tree, leader, alreadyAsked, killAtNanos);
    sweep(question, failure -> onAnswer.accept(question.isEmpty()));
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
        new Question() {
          @Override
          public boolean pass(TreeSweeper.View view) throws IOException {
            EmptinessCheck.Verdict verdict = check.judge(view, tree.livingMembers(view.table()));
            empty[0] = verdict == EmptinessCheck.Verdict.EMPTY;
            return verdict != EmptinessCheck.Verdict.UNSETTLED || isOld();
          }
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

  /** What a question finds out is handed over by the task that answers. */
  private void sweep(Question question, Consumer<Throwable> onSettled) {
    sweepsUnderWay++;
    sweeper.submit(
        new TreeSweeper.Sweep() {
          @Override
          public boolean pass(TreeSweeper.View view) throws IOException {
            return answerIf(question.pass(view));
          }

          @Override
          public boolean blind(IOException cause) {
            boolean giveUp = question.isOld();
            log.atLevel(giveUp ? Level.ERROR : Level.DEBUG)
                .addKeyValue(LogKeys.PID, leader.pid())
                .setCause(cause)
                .log("the processes of a tree can't be looked at");
            return answerIf(giveUp);
          }

          @Override
          public void failed(Throwable cause) {
            log.atError()
                .addKeyValue(LogKeys.PID, leader.pid())
                .setCause(cause)
                .log("a look at a tree failed");
            answer(cause);
          }

          private boolean answerIf(boolean settled) {
            if (settled) {
              answer(null);
            }
            return settled;
          }

          private void answer(Throwable cause) {
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
