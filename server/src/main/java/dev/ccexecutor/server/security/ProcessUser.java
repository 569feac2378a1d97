package dev.ccexecutor.server.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user that this process acts as. */
final class ProcessUser {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessUser() {}

  /** From {@code Uid:} real, effective, saved, file system (proc_pid_status(5)). */
  static int effectiveUid() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("Uid:")) {
        return Integer.parseInt(line.split("\\s+")[2]);
      }
    }
    throw new IOException(STATUS + " has no Uid");
  }
}
