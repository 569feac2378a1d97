package dev.ccexecutor.server.execution;

import dev.ccexecutor.server.execution.loop.PausableStopwatch;
import dev.ccexecutor.server.execution.tree.TreeControl;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Stops a tree and the clocks that must stand still with it, and sets both going again. */
@RunsOn(ThreadRole.READER_LOOP)
final class PauseSwitch {
  /** How long it may take to see every process stopped. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final PausableStopwatch runTime;
  private final PausableStopwatch silence;

  /**
   * Moves on with every switch, so that a pause that is still looking for processes learns that it
   * is over.
   */
  private final AtomicInteger epoch = new AtomicInteger();

  PauseSwitch(PausableStopwatch runTime, PausableStopwatch silence) {
    this.runTime = runTime;
    this.silence = silence;
  }

  /**
   * Pauses.
   *
   * @param onSettled gets the pids that were still seen running
   * @param onOverruled called instead if the pause was left before it was settled
   */
  void pause(TreeControl tree, Consumer<List<Integer>> onSettled, Runnable onOverruled) {
    int mine = epoch.incrementAndGet();
    runTime.hold();
    silence.hold();
    tree.stopAll(
        PATIENCE_MILLIS,
        () -> epoch.get() != mine,
        running -> {
          if (epoch.get() == mine) {
            onSettled.accept(running);
          } else {
            onOverruled.run();
          }
        });
  }

  /** Sets the clocks going; the tree is continued by whoever called this. */
  void leave() {
    epoch.incrementAndGet();
    runTime.release();
    silence.release();
  }
}
