package dev.ccexecutor.server.execution.input;

/** What the end of input is to the child that reads it. */
public enum EndOfInput {
  /** The pipe is closed once everything was written, and nothing comes after. */
  CLOSES,
  /** The terminal's end-of-file character is written in its place, and more may come. */
  EOF_CHARACTER;

  /** VEOF as terminals have it unless told otherwise (termios(3)). */
  static final byte EOT = 4;
}
