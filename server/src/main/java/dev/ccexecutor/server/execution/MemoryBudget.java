package dev.ccexecutor.server.execution;

/**
 * How much output one execution may hold if its client asks for nothing else, and how much all may
 * hold: what is announced to clients must be there when all of them use it.
 *
 * @param queueBytes of output that waits for its reader
 * @param replayBytes of output that was sent
 * @param totalBytes all executions together, with whatever their clients asked for, and their input
 */
public record MemoryBudget(long queueBytes, long replayBytes, long totalBytes) {
  private static final long SMALLEST_BYTES = 64 * 1024;

  /** Of the memory for buffers, which by default is as large as the heap may become. */
  private static final double SHARE = 0.75;

  /**
   * Cuts what was configured, both in the same proportion, where it would not fit.
   *
   * @param maxExecutions each with as much as this
   * @param memoryBytes for buffers
   */
  public static MemoryBudget fitting(
      long queueBytes, long replayBytes, int maxExecutions, long memoryBytes) {
    double factor = SHARE * memoryBytes / maxExecutions / (queueBytes + replayBytes);
    long queue = cut(queueBytes, factor);
    long replay = cut(replayBytes, factor);
    long needed = maxExecutions * (queue + replay);
    return new MemoryBudget(queue, replay, Math.max(needed, (long) (SHARE * memoryBytes)));
  }

  private static long cut(long bytes, double factor) {
    return Math.min(bytes, Math.max(SMALLEST_BYTES, (long) (factor * bytes)));
  }
}
