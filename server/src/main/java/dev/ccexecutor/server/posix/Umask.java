package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which permissions files that are made do not get (umask(2)).
 *
 * <p>All threads have one in common, and children get it from them. So this process has the one
 * that its children are to have, and what the server itself writes is made {@link OwnerOnly}. To
 * give the spawner's thread one of its own takes unshare(2), which container runtimes often forbid.
 */
public final class Umask {
  /** Nobody but the owner may write, as nearly everywhere. */
  private static final int LEAST = 022;

  private static final int OCTAL = 8;
  private static final String LINE = "Umask:";

  private static int foundAtStart = -1;

  private Umask() {}

  /**
   * The one that this process was started with, and 022 at least: who has chosen a strict one for
   * the server has meant its commands, too.
   *
   * @throws IOException if the kernel does not tell
   */
  public static synchronized int inherited() throws IOException {
    if (foundAtStart < 0) {
      foundAtStart = read();
    }
    return foundAtStart | LEAST;
  }

  /** For all children that are spawned from here on, and for all threads. */
  public static void set(int mask) throws PosixException {
    new RawCall("umask", Machine.SYS_UMASK).make(mask, 0);
  }

  /** To ask by umask(2) would be to change it for a moment. */
  private static int read() throws IOException {
    Path status = Path.of("/proc/self/status");
    for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(LINE)) {
        return Integer.parseInt(line.substring(LINE.length()).trim(), OCTAL);
      }
    }
    throw new IOException("the kernel does not tell the umask: it is older than 4.7");
  }
}
