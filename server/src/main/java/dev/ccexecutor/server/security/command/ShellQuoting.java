package dev.ccexecutor.server.security.command;

/** Writes words so that every shell reads them as they are. */
public final class ShellQuoting {
  private ShellQuoting() {}

  /**
   * The word in single quotes, in which no shell knows any special character but their end (POSIX.1
   * Shell Command Language, 2.2.2); a single quote itself stands outside, behind a backslash.
   */
  public static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
