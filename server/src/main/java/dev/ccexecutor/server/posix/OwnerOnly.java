package dev.ccexecutor.server.posix;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that nobody but this server's user may look into, whatever the umask: that one is the
 * commands' (see {@link Umask}). Any thread.
 */
public final class OwnerOnly {
  public static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  public static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private OwnerOnly() {}

  /**
   * Makes a file and opens it. A stream and no channel, which would close itself when its thread is
   * interrupted.
   *
   * @throws FileAlreadyExistsException if there is one of that name
   */
  public static FileOutputStream create(Path path) throws IOException {
    Files.createFile(path, FILE);
    return new FileOutputStream(path.toFile());
  }
}
