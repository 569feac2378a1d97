package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.WhenFull;

/**
 * What one subscription is to get of an execution's output.
 *
 * @param wantsBytes false for who wants to hear of the end only: bytes count as taken when they are
 *     read
 * @param fileChunks whether it can send straight from a file
 * @param acknowledges whether bytes count as taken care of when the client says so, not when they
 *     are sent
 * @param heldBytes how much it may lag behind before {@code whenFull} acts
 * @param whenFull what happens then
 */
public record FeedTerms(
    boolean wantsBytes,
    boolean fileChunks,
    boolean acknowledges,
    long heldBytes,
    WhenFull whenFull) {
  /** Who may be skipped has no more than this under way, so that what it gets is rather new. */
  private static final long MOST_UNDER_WAY = 256 * 1024;

  boolean blocks() {
    return whenFull == WhenFull.BLOCK;
  }

  /**
   * How much must be taken care of again, once as much as it may lag behind was not. A client that
   * acknowledges may wait for more before it does so again.
   */
  long wakeBytes() {
    return acknowledges ? 1 : heldBytes / 2;
  }

  /** How much its queue holds. */
  public long queueBytes() {
    return blocks() ? heldBytes : Math.min(heldBytes, MOST_UNDER_WAY);
  }
}
