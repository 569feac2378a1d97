package dev.ccexecutor.server.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What one of the first three descriptors of this process leads to. */
public enum StandardDescriptor {
  /** It was closed when the process started. */
  CLOSED,
  /** {@code /dev/null}. */
  NULL_DEVICE,
  TERMINAL,
  /** A pipe, a socket, a file. */
  OTHER;

  /**
   * Looks it up by its name in proc(5), which costs nothing. To link isatty(3) would cost a short
   * command more than the rest of its client's work.
   */
  public static StandardDescriptor of(int number) {
    try {
      return ofTarget(Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString());
    } catch (IOException closed) {
      return CLOSED;
    }
  }

  static StandardDescriptor ofTarget(String target) {
    if (target.equals("/dev/null")) {
      return NULL_DEVICE;
    }
    boolean terminal =
        target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
    return terminal ? TERMINAL : OTHER;
  }
}
