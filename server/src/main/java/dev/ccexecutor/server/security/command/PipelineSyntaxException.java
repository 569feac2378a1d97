package dev.ccexecutor.server.security.command;

import java.io.Serial;

/** A line that is not of the strict grammar. */
public final class PipelineSyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final SyntaxRule rule;
  private final int position;
  private final String character;

  PipelineSyntaxException(SyntaxRule rule, int position, String character) {
    super(
        "what stands at character " + position + " (" + character + ") " + rule.explanation(),
        null,
        false,
        false);
    this.rule = rule;
    this.position = position;
    this.character = character;
  }

  public SyntaxRule rule() {
    return rule;
  }

  /** Of the culprit, in characters (code points) from 0. */
  public int position() {
    return position;
  }

  /** The culprit: itself if it is printable ASCII, else such as {@code U+000A}; or the end. */
  public String character() {
    return character;
  }
}
