package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Programs for hooks, as shell scripts in a directory of a test's. */
public final class HookScript {
  private HookScript() {}

  /** Writes one, which starts in whatever directory the server is in; returns its path. */
  public static String write(Path directory, String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }

  /** One that keeps its input in a file, whole as soon as that is there, and has no objection. */
  public static String recorder(Path directory, String name) throws IOException {
    Path file = directory.resolve(name + ".json");
    return write(directory, name, "cat > " + file + ".part", "mv " + file + ".part " + file);
  }
}
