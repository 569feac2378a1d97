package dev.ccexecutor.server.hook;

/** What became of one run of a hook. */
public sealed interface HookOutcome {
  /**
   * It has ended with 0.
   *
   * @param output what it has printed
   */
  record Answered(String output) implements HookOutcome {}

  /**
   * It was not started, or ended otherwise, or not in time, or printed too much.
   *
   * @param message for people; nothing of what it has printed
   */
  record Failed(String message) implements HookOutcome {}

  /** Nobody wanted it any more. */
  record Canceled() implements HookOutcome {}
}
