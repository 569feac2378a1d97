package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.protocol.execution.TreeUsage;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.ContainmentEntry;
import dev.ccexecutor.server.posix.ControlGroup;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tree that is held in a cgroup: freezing and killing it are one write each, which no fork
 * outruns, and that it can be removed proves it empty.
 *
 * <p>It gets there a little after its start, if it lives for so long. The walk goes on beside it:
 * for TERM, which a cgroup can't send, for those whom a privileged program has moved out, and as
 * long as there is no cgroup.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class ContainedTree implements TreeControl {
  private static final Logger log = LoggerFactory.getLogger(ContainedTree.class);

  private static final long RETRY_MILLIS = 100;

  private final ReaderLoop loop;
  private final WalkedTree walk;
  private final ProcessTree tree;
  private final ContainmentEntry entry;
  private final Queue<Runnable> untilSettled = new ArrayDeque<>();
  private boolean settled;
  private boolean frozenWanted;
  private boolean retryWaits;
  private boolean released;

  /** What was answered last. */
  private boolean seenEmpty;

  ContainedTree(ReaderLoop loop, WalkedTree walk, ProcessTree tree, ContainmentEntry entry) {
    this.loop = loop;
    this.walk = walk;
    this.tree = tree;
    this.entry = entry;
    entry.whenSettled(() -> loop.execute(this::settled));
  }

  private void settled() {
    settled = true;
    for (Runnable action = untilSettled.poll(); action != null; action = untilSettled.poll()) {
      action.run();
    }
  }

  /** In the order in which they were asked for. */
  private void onceSettled(Runnable action) {
    if (settled) {
      action.run();
    } else {
      untilSettled.add(action);
    }
  }

  @Override
  public void signalGroup(int... signals) {
    walk.signalGroup(signals);
  }

  @Override
  public void askAllToEnd() {
    walk.askAllToEnd();
    setFrozen(false);
  }

  @Override
  public void killAll() {
    walk.signalGroup(Signals.KILL);
    if (!settled || !attempt("kill", ControlGroup::kill)) {
      walk.killAll();
    }
  }

  /**
   * The leader's group is stopped by a signal as well, and before it is frozen: so it is seen
   * stopped by whoever does not know of cgroups.
   */
  @Override
  public void stopAll(
      long patienceMillis, BooleanSupplier abandoned, Consumer<List<Integer>> onAnswer) {
    walk.signalGroup(Signals.STOP);
    entry.hurry();
    onceSettled(
        () -> {
          if (abandoned.getAsBoolean()) { // They have been continued meanwhile.
            onAnswer.accept(List.of());
            return;
          }
          setFrozen(true);
          walk.stopAll(patienceMillis, abandoned, onAnswer);
        });
  }

  /** Nobody runs before all are continued: a shell must not see its jobs stopped. */
  @Override
  public void resumeAll() {
    walk.signalGroup(Signals.CONT);
    setFrozen(false);
    walk.resumeByLook();
  }

  @Override
  public void endAll(boolean alreadyAsked, LongSupplier killAtNanos, Consumer<Boolean> onAnswer) {
    unlessEmpty(onAnswer, answer -> walk.endAll(alreadyAsked, killAtNanos, answer));
  }

  @Override
  public void look(Consumer<Boolean> onAnswer) {
    unlessEmpty(onAnswer, walk::look);
  }

  @Override
  public void spare(Consumer<Boolean> onAnswer) {
    unlessEmpty(onAnswer, walk::spare);
  }

  @Override
  public void measure(Consumer<TreeUsage> onAnswer) {
    walk.measure(onAnswer);
  }

  /**
   * Tries until the kernel has taken it (a write needs a descriptor): the walk can neither let run
   * who is frozen, nor does it stop who is in the cgroup.
   */
  private void setFrozen(boolean frozen) {
    frozenWanted = frozen;
    boolean written =
        frozen ? attempt("freeze", ControlGroup::freeze) : attempt("thaw", ControlGroup::thaw);
    if (!written && tree.group() != null && !released && !retryWaits) {
      retryWaits = true;
      loop.eventLoop().schedule(this::setFrozenAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void setFrozenAgain() {
    retryWaits = false;
    setFrozen(frozenWanted);
  }

  private void unlessEmpty(Consumer<Boolean> onAnswer, Consumer<Consumer<Boolean>> search) {
    Consumer<Boolean> answer =
        empty -> {
          seenEmpty = empty;
          onAnswer.accept(empty);
        };
    if (walk.provenEmpty()) {
      answer.accept(true);
    } else if (settled) {
      search.accept(answer);
    } else {
      walk.glance(empty -> enterUnless(empty, answer, search));
    }
  }

  /** Somebody lives, and may be of this tree: no fork outruns the cgroup. */
  private void enterUnless(
      boolean empty, Consumer<Boolean> answer, Consumer<Consumer<Boolean>> search) {
    if (empty) {
      answer.accept(true);
    } else {
      entry.hurry();
      onceSettled(() -> search.accept(answer));
    }
  }

  @Override
  public void release(Runnable action) {
    giveEntryUp();
    onceSettled(
        () ->
            walk.release(
                () -> {
                  released = true;
                  entry.leave(seenEmpty);
                  action.run();
                }));
  }

  /** Nobody is looked for any more: if the tree is in no cgroup yet, it need not come into one. */
  private void giveEntryUp() {
    entry.giveUp();
    if (entry.isSettled()) {
      settled();
    }
  }

  /** A write to a cgroup's file. */
  private interface Write {
    void to(ControlGroup group) throws IOException;
  }

  /** Returns whether there is a cgroup and it took the write. */
  private boolean attempt(String what, Write write) {
    ControlGroup group = tree.group();
    if (group == null) {
      return false;
    }
    try {
      write.to(group);
      return true;
    } catch (IOException e) {
      logFailure(what, e);
      return false;
    }
  }

  private void logFailure(String what, IOException cause) {
    log.atError()
        .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
        .addKeyValue(LogKeys.PID, tree.leaderPid())
        .addKeyValue("cgroup", tree.group())
        .setCause(cause)
        .log("could not {} a cgroup", what);
  }
}
