package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How a tree is ended: TERM and CONT (a stopped process can't act on TERM), then after the grace
 * KILL. The steps only ever come sooner than said, never later.
 */
@RunsOn(ThreadRole.READER_LOOP)
public final class StopLadder {
  private final ReaderLoop loop;
  private final TreeControl tree;
  private boolean begun;
  private boolean forced;

  /** Read on the sweeper's thread. */
  private volatile long killAtNanos;

  private Future<?> killTimer;

  public StopLadder(ReaderLoop loop, TreeControl tree) {
    this.loop = loop;
    this.tree = tree;
  }

  public boolean hasBegun() {
    return begun;
  }

  public long killAtNanos() {
    return killAtNanos;
  }

  /** Asks all to end and sets the time at which they are forced to. */
  public void begin(long graceMillis) {
    begun = true;
    if (graceMillis == 0) {
      tree.signalGroup(Signals.TERM, Signals.CONT); // Who can end by it at once ends by it.
      kill();
    } else if (setGrace(graceMillis)) {
      tree.askAllToEnd();
    }
  }

  /**
   * Sets the time of KILL without asking anybody yet; whoever looks for members asks those it
   * finds.
   */
  public boolean setGrace(long graceMillis) {
    long wanted = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    if (forced || (killTimer != null && wanted - killAtNanos >= 0)) {
      return false;
    }
    cancelTimer();
    killAtNanos = wanted;
    killTimer = loop.eventLoop().schedule(this::force, graceMillis, TimeUnit.MILLISECONDS);
    return true;
  }

  /** Forces all to end now. */
  public void kill() {
    begun = true;
    if (!forced) {
      cancelTimer();
      killAtNanos = System.nanoTime();
      force();
    }
  }

  public void cancelTimer() {
    if (killTimer != null) {
      killTimer.cancel(false);
    }
  }

  private void force() {
    forced = true;
    tree.killAll();
  }
}
