package dev.ccexecutor.server.threading;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;

/**
 * Long work in turns with whatever else a loop has to do: it runs at most once in each of the
 * loop's iterations, after everything that was ready.
 *
 * <p>Work that goes on by {@code execute} would not let anything else in: a Netty loop runs tasks,
 * also those that are added meanwhile, for up to a second
 * (io.netty.eventLoop.maxTaskProcessingQuantumMs) before it looks at its descriptors and timers
 * again.
 *
 * <p>For one loop, by whose thread alone it is used.
 */
public final class LoopTurn {
  private final EventExecutor loop;
  private final Runnable work;
  private final Runnable thisIteration = this::runAfterIteration;
  private final Runnable atEndOfIteration = this::run;
  private boolean requested;

  /**
   * Makes one.
   *
   * @param work must not throw
   */
  public LoopTurn(EventExecutor loop, Runnable work) {
    this.loop = loop;
    this.work = work;
  }

  /** Lets the work run once, soon; may be called by the work itself, to go on later. */
  public void request() {
    if (!requested) {
      requested = true;
      // What asks for the end of an iteration while one ends would run in the same one, hence by a
      // task.
      loop.execute(thisIteration);
    }
  }

  /** Whether the work will run without being asked for again. */
  public boolean isRequested() {
    return requested;
  }

  private void runAfterIteration() {
    if (loop instanceof SingleThreadEventLoop iterating) {
      iterating.executeAfterEventLoopIteration(atEndOfIteration);
    } else {
      run();
    }
  }

  private void run() {
    requested = false;
    work.run();
  }
}
