package dev.ccexecutor.server.execution.input;

/**
 * What became of a piece of input.
 *
 * @param accepted how many of its bytes were taken, now or before
 * @param nextOffset of the byte that is expected next
 * @param window how many bytes would be taken now
 */
public record InputAnswer(Verdict verdict, long accepted, long nextOffset, long window) {
  /** The verdicts. */
  public enum Verdict {
    /** All of it. */
    TAKEN,
    /** Not all of it fits. */
    FULL,
    /** Bytes before it are missing. */
    HOLE,
    /** Nobody reads what would be written. */
    CLOSED,
    /** The execution has ended. */
    ENDED
  }
}
