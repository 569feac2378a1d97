package dev.ccexecutor.stress.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has Ctrl-C, or a TERM, interrupt the thread of the run, and the JVM wait until that has ended
 * what it began and written what there is.
 */
final class Interruption {
  /** Above what a server takes to drain. */
  private static final long PATIENCE_SECONDS = 40;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Thread runner) {
    hook =
        new Thread(
            () -> {
              runner.interrupt();
              awaitEnd();
            },
            "stress-interruption");
  }

  static Interruption ofThisThread() {
    Interruption interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void awaitEnd() {
    try {
      if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("cc-executor stress: what it began does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All is done: the JVM may end. */
  void over() {
    over.countDown();
  }
}
