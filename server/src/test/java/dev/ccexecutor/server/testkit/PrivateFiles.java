package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only this user may read. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** Puts a file there in one step, as careful programs do. */
  public static Path write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text);
    return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
