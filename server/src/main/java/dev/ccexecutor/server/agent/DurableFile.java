package dev.ccexecutor.server.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that survive a crash, for this user's eyes only. Methods wait for the disk. */
public final class DurableFile {
  private static final FileAttribute<?> OWN_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWN_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private DurableFile() {}

  /** Creates a directory where it is missing, and those above it. */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectories(directory, OWN_DIRECTORY);
  }

  /** Opens a file for reading and writing, and creates it where it is missing. */
  public static FileChannel openOwn(Path file) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return FileChannel.open(file, options, OWN_FILE);
  }

  /** Gives a file this content: after a crash it has either the old one or the new one. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path next = directory.resolve("." + file.getFileName() + ".next");
    Files.deleteIfExists(next);
    try (FileChannel channel = openOwn(next)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(directory);
  }

  /** Names that were made or changed in it are on the disk when this returns. */
  public static void forceDirectory(Path directory) throws IOException {
    // Linux: fsync of a directory is how a rename becomes durable, fsync(2).
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
