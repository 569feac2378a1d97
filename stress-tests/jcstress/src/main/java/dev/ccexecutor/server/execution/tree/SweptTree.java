package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.protocol.execution.TreeUsage;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A tree of one process, which stands or runs, with the two threads that signal it. It does what
 * {@link WalkedTree}, {@link StopQuestion} and {@link ResumeQuestion} do, with the very object by
 * which the two threads agree.
 */
public final class SweptTree implements TreeControl {
  private final WaitingLook resume = new WaitingLook();

  /** What the kernel knows. */
  private volatile boolean stands;

  /** Of a pause that waits for the sweeper's answer; null if there is none. */
  private volatile BooleanSupplier abandoned;

  /** A look was asked for that the sweeper's next one is not. */
  private volatile boolean lookFollows;

  /** A resume waits for its look, which has not begun. */
  public SweptTree() {
    resume.mustBeSubmitted();
  }

  /** The sweeper looks: it continues whoever stands, and stops whoever is to be paused. */
  public void look() {
    resume.begun();
    stands = false;
    stop();
  }

  /** The looks that were asked for meanwhile. */
  public void furtherLooks() {
    if (lookFollows) {
      look();
    } else {
      stop();
    }
  }

  private void stop() {
    BooleanSupplier pause = abandoned;
    if (pause != null && !pause.getAsBoolean()) {
      stands = true;
    }
  }

  public boolean stands() {
    return stands;
  }

  @Override
  public void stopAll(
      long patienceMillis, BooleanSupplier abandoned, Consumer<List<Integer>> onAnswer) {
    stands = true;
    this.abandoned = abandoned;
  }

  @Override
  public void resumeAll() {
    if (resume.mustBeSubmitted()) {
      lookFollows = true;
    }
  }

  @Override
  public void signalGroup(int... signals) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void askAllToEnd() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void killAll() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void endAll(boolean alreadyAsked, LongSupplier killAtNanos, Consumer<Boolean> onAnswer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void look(Consumer<Boolean> onAnswer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void spare(Consumer<Boolean> onAnswer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void measure(Consumer<TreeUsage> onAnswer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(Runnable action) {
    throw new UnsupportedOperationException();
  }
}
