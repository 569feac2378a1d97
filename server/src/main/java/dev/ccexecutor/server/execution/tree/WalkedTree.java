package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.protocol.execution.TreeUsage;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.Leader;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A tree whose members are found by looking at all processes.
 *
 * <p>The group is signalled at once, by one system call, from the reader loop. Members outside the
 * group are looked up by the {@link TreeSweeper}, which takes milliseconds. A look trusts the
 * leader's pid, so the leader is reaped only when no look is under way: {@link #release}.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class WalkedTree implements TreeControl {
  private static final Logger log = LoggerFactory.getLogger(WalkedTree.class);

  private final ReaderLoop loop;
  private final Leader leader;
  private final ProcessTree tree;
  private final TreeSweeper sweeper;
  private final WaitingLook resume = new WaitingLook();
  private int sweepsUnderWay;
  private Runnable whenReleasable;

  WalkedTree(ReaderLoop loop, Leader leader, ProcessTree tree, TreeSweeper sweeper) {
    this.loop = loop;
    this.leader = leader;
    this.tree = tree;
    this.sweeper = sweeper;
    sweeper.register(tree);
  }

  @Override
  public void signalGroup(int... signals) {
    for (int signal : signals) {
      try {
        leader.signalGroup(signal);
      } catch (PosixException e) {
        log.atError()
            .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
            .addKeyValue(LogKeys.PID, leader.pid())
            .setCause(e)
            .log("a group could not be signalled");
      }
    }
  }

  @Override
  public void askAllToEnd() {
    signalAll(Signals.TERM, Signals.CONT); // A stopped process can't act on TERM.
  }

  @Override
  public void killAll() {
    signalAll(Signals.KILL);
  }

  /** Signals the group at once and the rest of the tree as soon as it was looked up. */
  void signalAll(int... signals) {
    signalGroup(signals);
    sweep(
        new Question() {
          @Override
          boolean pass(View view) throws IOException {
            tree.signalOutsideGroup(tree.livingMembers(view.table()), signals);
            return true;
          }
        },
        ignored -> {});
  }

  @Override
  public void resumeAll() {
    resumeByLook();
  }

  /** Continues, by a look, those who are not in the tree's cgroup. */
  void resumeByLook() {
    if (!resume.mustBeSubmitted()) {
      return; // A look that has not begun yet continues whatever was stopped until now.
    }
    ResumeQuestion question = new ResumeQuestion(tree, resume::begun);
    sweep(
        question,
        failure -> {
          if (!question.hasResumed()) {
            signalGroup(Signals.CONT); // Better most of them than none.
          }
        });
  }

  @Override
  public void stopAll(
      long patienceMillis, BooleanSupplier abandoned, Consumer<List<Integer>> onAnswer) {
    signalGroup(Signals.STOP);
    // A resume that still has its look before it would continue what was just stopped, behind the
    // back of a first look of ours.
    StopQuestion question = new StopQuestion(tree, patienceMillis, abandoned, sweepsUnderWay > 0);
    sweep(question, failure -> onAnswer.accept(question.running()));
  }

  @Override
  public void endAll(boolean alreadyAsked, LongSupplier killAtNanos, Consumer<Boolean> onAnswer) {
    if (provenEmpty()) {
      onAnswer.accept(true);
      return;
    }
    EndQuestion question = new EndQuestion(tree, leader, alreadyAsked, killAtNanos);
    sweep(question, failure -> onAnswer.accept(question.isEmpty()));
  }

  @Override
  public void look(Consumer<Boolean> onAnswer) {
    if (provenEmpty()) {
      onAnswer.accept(true);
      return;
    }
    LookQuestion question = new LookQuestion(tree, false);
    sweep(question, ignored -> onAnswer.accept(question.isEmpty()));
  }

  @Override
  public void spare(Consumer<Boolean> onAnswer) {
    if (provenEmpty()) {
      onAnswer.accept(true);
      return;
    }
    LookQuestion question = new LookQuestion(tree, true);
    sweep(question, ignored -> onAnswer.accept(question.isEmpty()));
  }

  /** Whether nobody lives, as far as a glance proves it. */
  void glance(Consumer<Boolean> onAnswer) {
    GlanceQuestion question = new GlanceQuestion(tree);
    sweep(question, failure -> onAnswer.accept(question.isEmpty()));
  }

  @Override
  public void measure(Consumer<TreeUsage> onAnswer) {
    UsageQuestion question = new UsageQuestion(tree);
    sweep(question, failure -> onAnswer.accept(question.usage()));
  }

  /** After the leader's end: all that lives of its tree would descend from an orphan of ours. */
  boolean provenEmpty() {
    try {
      return sweeper.orphans().areNone();
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
          .setCause(e)
          .log("the list of adopted orphans could not be read");
      return false;
    }
  }

  @Override
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
          public boolean glance(Glance glance) throws IOException {
            return answerIf(question.glance(glance));
          }

          @Override
          public boolean needsLook() {
            return question.needsLook();
          }

          @Override
          public void begin() {
            question.begin();
          }

          @Override
          public boolean pass(View view) throws IOException {
            return answerIf(question.pass(view));
          }

          @Override
          public boolean blind(IOException cause) {
            boolean giveUp = question.isOld();
            log.atLevel(giveUp ? Level.ERROR : Level.DEBUG)
                .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
                .addKeyValue(LogKeys.PID, leader.pid())
                .setCause(cause)
                .log("the processes of a tree can't be looked at");
            return answerIf(giveUp);
          }

          @Override
          public void failed(Throwable cause) {
            log.atError()
                .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
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
