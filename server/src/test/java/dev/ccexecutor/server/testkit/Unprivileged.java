package dev.ccexecutor.server.testkit;

import dev.ccexecutor.server.posix.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A user of this machine that may do nothing, for servers that are root. */
public final class Unprivileged {
  /** There on every machine. */
  public static final String USER = "nobody";

  private Unprivileged() {}

  /** For {@code @EnabledIf}: whether commands can be run as that user. */
  public static boolean canBeBecome() {
    return ServerProcess.isRoot() && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  /** Lets everybody look into a test's directory, which is its user's alone. */
  public static Path open(Path directory) throws IOException {
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
