package dev.ccexecutor.server.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * Reads small files that decide who may do what, and refuses those that others can write, or, where
 * they bear secrets, read. Links are followed: what they lead to is what counts. Blocks.
 */
public final class GuardedFile {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Who else may read it. Nobody else may ever write it. */
  public enum Readers {
    /** For tokens. */
    OWNER("600"),
    /** For keys, which systems often keep for a group of servers. */
    OWNER_AND_GROUP("640"),
    /** For policies. */
    ANYBODY("644");

    private final String mode;

    Readers(String mode) {
      this.mode = mode;
    }

    private boolean allow(Set<PosixFilePermission> permissions) {
      return !permissions.contains(PosixFilePermission.GROUP_WRITE)
          && !permissions.contains(PosixFilePermission.OTHERS_WRITE)
          && (this == ANYBODY || !permissions.contains(PosixFilePermission.OTHERS_READ))
          && (this != OWNER || !permissions.contains(PosixFilePermission.GROUP_READ));
    }
  }

  private GuardedFile() {}

  /**
   * The whole file.
   *
   * @return the caller's, who wipes it
   * @throws UnusableCredentialsException if it can't be read, or is not private
   */
  public static byte[] read(Path file, Readers readers) throws UnusableCredentialsException {
    try {
      // Ahead of opening it: to open a FIFO waits for a writer.
      check(file, readers);
      return readBounded(file);
    } catch (NoSuchFileException missing) {
      throw new UnusableCredentialsException(file + " does not exist");
    } catch (IOException failure) {
      throw new UnusableCredentialsException(file + " can't be read: " + failure.getMessage());
    }
  }

  private static byte[] readBounded(Path file) throws IOException, UnusableCredentialsException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnusableCredentialsException(file + " is larger than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private static void check(Path file, Readers readers)
      throws IOException, UnusableCredentialsException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:uid,permissions,isRegularFile");
    if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
      throw new UnusableCredentialsException(file + " is no regular file");
    }
    int owner = (Integer) attributes.get("uid");
    if (owner != 0 && owner != ProcessUser.effectiveUid()) {
      throw new UnusableCredentialsException(
          file + " belongs to another user (uid " + owner + "), who could change it");
    }
    @SuppressWarnings("unchecked") // that is what this attribute is
    Set<PosixFilePermission> permissions = (Set<PosixFilePermission>) attributes.get("permissions");
    if (!readers.allow(permissions)) {
      throw new UnusableCredentialsException(
          file
              + (" can be "
                  + (readers == Readers.ANYBODY ? "" : "read or ")
                  + "written by others ("
                  + PosixFilePermissions.toString(permissions))
              + ("): chmod " + readers.mode + " " + file));
    }
  }
}
