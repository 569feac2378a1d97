package dev.ccexecutor.server.cli.client;

/** What the process says to its caller. The client's are those of shells and of {@code env}. */
public final class ExitCode {
  public static final int OK = 0;

  /** The server could not be started, or failed. */
  public static final int SERVER_FAILED = 1;

  /** The command line or the settings are wrong. */
  public static final int USAGE = 2;

  /** A transcript is not as its server has left it. */
  public static final int TRANSCRIPT_CHANGED = 3;

  /** A transcript is as it was left, and lacks some of the output. */
  public static final int TRANSCRIPT_INCOMPLETE = 4;

  /** A transcript whose execution's end was not seen: its server died, or it runs still. */
  public static final int TRANSCRIPT_LOST = 5;

  /** It is no transcript, or can't be read. */
  public static final int TRANSCRIPT_UNREADABLE = 6;

  /** The connection was lost, and with it what became of the command. */
  public static final int LOST = 120;

  /** The server does not let this client in, or does not take what it asks for. */
  public static final int REFUSED = 121;

  /** There is no server. */
  public static final int NO_SERVER = 122;

  /** The server knows no execution of this id. */
  public static final int NO_EXECUTION = 123;

  /** The client itself failed. */
  public static final int CLIENT_FAILED = 125;

  /** The command was found and cannot be executed. */
  public static final int NOT_EXECUTABLE = 126;

  /** The command was not found. */
  public static final int NOT_FOUND = 127;

  /** 128 + SIGPIPE: what a shell sees of a program whose reader has gone. */
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
