package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tree's way into its cgroup.
 *
 * <p>As long as it is under way the leader must not be reaped, since it goes by its pid: see {@link
 * #leave}.
 */
public final class ContainmentEntry extends ContainmentTask {
  private enum State {
    WAITING,
    ENTERING,
    /** It is in its cgroup, or can't have one, or needs none any more. */
    SETTLED
  }

  private static final Logger log = LoggerFactory.getLogger(ContainmentEntry.class);

  private final ProcessTree tree;
  private final Containment containment;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  ContainmentEntry(ProcessTree tree, Containment containment, long dueNanos) {
    super(dueNanos);
    this.tree = tree;
    this.containment = containment;
  }

  /** Is wanted now. Any thread. */
  public void hurry() {
    if (state.get() == State.WAITING) {
      containment.hurry(this);
    }
  }

  /** Is not wanted any more if it has not begun. Any thread. */
  public void giveUp() {
    if (state.compareAndSet(State.WAITING, State.SETTLED)) {
      settled.complete(null);
    }
  }

  public boolean isSettled() {
    return state.get() == State.SETTLED;
  }

  /**
   * Runs an action once the tree is in its cgroup or it is clear that it will be in none; at once
   * if that is so already, else on the containment's thread.
   */
  public void whenSettled(Runnable action) {
    settled.thenRun(action);
  }

  /**
   * Gives the cgroup back, once it is settled and nobody is to be looked for any more.
   *
   * @param empty whether nobody lives of the tree
   */
  public void leave(boolean empty) {
    containment.leave(tree, empty);
  }

  /** Ahead of all that is due already, behind those that were hurried before. */
  void dueFirst() {
    due(System.nanoTime() - TimeUnit.HOURS.toNanos(1));
  }

  @Override
  boolean isObsolete() {
    return isSettled();
  }

  @Override
  @RunsOn(ThreadRole.CONTAINMENT)
  void run() {
    if (!state.compareAndSet(State.WAITING, State.ENTERING)) {
      return;
    }
    try {
      containment.contain(tree);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
          .addKeyValue(LogKeys.PID, tree.leaderPid())
          .setCause(e)
          .log("a tree could not be brought into a cgroup, the walk has to do");
    } finally {
      state.set(State.SETTLED);
      settled.complete(null);
    }
  }
}
