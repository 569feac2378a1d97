package dev.ccexecutor.server.execution;

/**
 * How much of its output and of its input one execution may hold, so that all of them together fit
 * into this machine's memory: what is announced to clients must be there when all of them use it.
 *
 * @param queueBytes of output
 * @param stdinBytes of input
 */
public record MemoryBudget(long queueBytes, long stdinBytes) {
  private static final long SMALLEST_BYTES = 64 * 1024;

  /** Of the memory for buffers, which by default is as large as the heap may become. */
  private static final double SHARE = 0.75;

  /**
   * Cuts what was configured, both in the same proportion.
   *
   * @param maxExecutions each with as much as this
   * @param memoryBytes for buffers
   */
  public MemoryBudget cutToFit(int maxExecutions, long memoryBytes) {
    double factor = SHARE * memoryBytes / maxExecutions / (queueBytes + stdinBytes);
    return new MemoryBudget(cut(queueBytes, factor), cut(stdinBytes, factor));
  }

  private static long cut(long bytes, double factor) {
    return Math.min(bytes, Math.max(SMALLEST_BYTES, (long) (factor * bytes)));
  }
}
