package dev.ccexecutor.server.cli;

/** What the process says to its caller. The client's are those of shells and of {@code env}. */
final class ExitCode {
  static final int OK = 0;

  /** The server could not be started, or failed. */
  static final int SERVER_FAILED = 1;

  /** The command line or the settings are wrong. */
  static final int USAGE = 2;

  /** A transcript is not as its server has left it. */
  static final int TRANSCRIPT_CHANGED = 3;

  /** A transcript is as it was left, and lacks some of the output. */
  static final int TRANSCRIPT_INCOMPLETE = 4;

  /** A transcript whose execution's end was not seen: its server died, or it runs still. */
  static final int TRANSCRIPT_LOST = 5;

  /** It is no transcript, or can't be read. */
  static final int TRANSCRIPT_UNREADABLE = 6;

  /** The client itself failed: there is no server, or the connection was lost. */
  static final int CLIENT_FAILED = 125;

  /** The command was found and cannot be executed. */
  static final int NOT_EXECUTABLE = 126;

  /** The command was not found. */
  static final int NOT_FOUND = 127;

  /** 128 + SIGPIPE: what a shell sees of a program whose reader has gone. */
  static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
