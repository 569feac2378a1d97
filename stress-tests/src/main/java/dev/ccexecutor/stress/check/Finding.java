package dev.ccexecutor.stress.check;

/**
 * What a check has found.
 *
 * @param name of the check
 * @param verdict whether it held
 * @param expected what should be seen, for people
 * @param seen what was seen; or why nothing could be, where it was not made
 */
public record Finding(String name, Verdict verdict, String expected, String seen) {

  /** Whether it held. */
  public enum Verdict {
    HELD,
    BROKEN,
    /** It can't be made here, which is not the same as that it held. */
    NOT_MADE
  }

  static Finding of(String name, boolean held, String expected, String seen) {
    return new Finding(name, held ? Verdict.HELD : Verdict.BROKEN, expected, seen);
  }

  static Finding notMade(String name, String expected, String reason) {
    return new Finding(name, Verdict.NOT_MADE, expected, reason);
  }
}
