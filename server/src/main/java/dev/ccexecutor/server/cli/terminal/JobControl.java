package dev.ccexecutor.server.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process may use its terminal now. */
public final class JobControl {
  private static final Path STAT = Path.of("/proc/self/stat");

  // Places behind the name of the program, which alone may hold blanks.
  private static final int PROCESS_GROUP = 2;
  private static final int TERMINAL = 4;
  private static final int FOREGROUND_GROUP = 5;

  private JobControl() {}

  /** Whether it is in the foreground, or has no terminal that could know a background. */
  public static boolean isForeground() {
    try {
      return isForeground(Files.readString(STAT, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      return true; // Without proc(5) nothing can be told, and the shell's answer is a stop.
    }
  }

  static boolean isForeground(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", FOREGROUND_GROUP + 2);
    return fields[TERMINAL].equals("0") || fields[PROCESS_GROUP].equals(fields[FOREGROUND_GROUP]);
  }
}
