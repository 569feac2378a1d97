package dev.ccexecutor.server.logging;

/**
 * Tells of a fault where nothing may be thrown: on a thread that must outlive whatever goes wrong
 * on it, or ahead of an answer that must go out. A failure of the log is no exception.
 */
public final class FaultLog {
  private FaultLog() {}

  /**
   * Has a fault logged. Any thread; throws nothing.
   *
   * @param logging writes the line
   */
  public static void tell(Throwable fault, Runnable logging) {
    try {
      logging.run();
    } catch (RuntimeException | Error unlogged) {
      tellJvm(fault);
      tellJvm(unlogged);
    }
  }

  /** As of what a thread dies of, which this one does not. */
  private static void tellJvm(Throwable fault) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
  }
}
