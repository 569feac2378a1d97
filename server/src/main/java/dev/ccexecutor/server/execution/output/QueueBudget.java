package dev.ccexecutor.server.execution.output;

/**
 * How much one queue may hold, so that all of them together fit into this machine's memory: what is
 * announced to clients must be there when all of them use it.
 */
public final class QueueBudget {
  private static final long SMALLEST_BYTES = 64 * 1024;

  /** Of the memory for buffers, which by default is as large as the heap may become. */
  private static final double SHARE = 0.75;

  private QueueBudget() {}

  /**
   * Cuts what was configured.
   *
   * @param queueBytes as configured
   * @param maxExecutions each with a queue of its own
   * @param memoryBytes for buffers
   */
  public static long queueBytes(long queueBytes, int maxExecutions, long memoryBytes) {
    long share = (long) (SHARE * memoryBytes / maxExecutions);
    return Math.min(queueBytes, Math.max(SMALLEST_BYTES, share));
  }
}
