package dev.ccexecutor.server.logging;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that is only appended to, and its older parts beside it: {@code F.1} is the newest of
 * these. Confined to one thread.
 *
 * <p>If somebody else renames or deletes it, as logrotate(8) does, a new one is made.
 */
public final class LineFile implements Closeable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final long maxBytes;
  private final int olderFiles;

  /** Null until the first write, and after one that has failed. */
  private FileChannel channel;

  private Object key;

  /**
   * Opens nothing yet.
   *
   * @param maxBytes above which it is renamed and a new one begun
   * @param olderFiles how many of those are kept
   */
  public LineFile(Path path, long maxBytes, int olderFiles) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.olderFiles = olderFiles;
  }

  /** Makes sure that it can be written to, and renamed when it is full. */
  public void open() throws IOException {
    openIfNeeded();
    if (!Files.isWritable(path.toAbsolutePath().getParent())) {
      close();
      throw new FileSystemException(
          path.toString(), null, "can't be rotated: its folder is not writable for this user");
    }
  }

  /**
   * Adds all of these bytes, which are whole lines, or nothing. An interrupt does not hinder it.
   */
  public void append(byte[] lines) throws IOException {
    boolean interrupted = Thread.interrupted(); // A channel closes under whoever is interrupted.
    try {
      openIfNeeded();
      if (channel.size() > 0 && channel.size() + lines.length > maxBytes) {
        rotate();
        openIfNeeded();
      }
      long before = channel.size();
      while (!write(lines, before)) {
        interrupted |= Thread.interrupted();
        close();
        openIfNeeded();
        channel.truncate(before); // It may have been written all the same.
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** False if an interrupt came in between. */
  private boolean write(byte[] lines, long before) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(lines);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } catch (IOException e) {
      takeBack(before, e);
      throw e;
    }
  }

  private void takeBack(long size, IOException failure) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void openIfNeeded() throws IOException {
    if (channel != null && !keyOf(path).equals(key)) {
      close();
    }
    if (channel == null) {
      // To open a pipe waits for a reader (fifo(7)), and no entry would be written any more.
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(path.toString(), null, "is no regular file");
      }
      // Nobody else is to read what is told of others; and a link might lead anywhere.
      channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.APPEND,
                  LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      makeReady();
    }
  }

  /** What could not be made ready is not open: the next line would else go where it must not. */
  private void makeReady() throws IOException {
    try {
      key = keyOf(path);
      Files.setPosixFilePermissions(path, OWNER_ONLY); // It may have been there with others.
      endTornLine();
    } catch (IOException e) {
      try {
        close();
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw e;
    }
  }

  /** What was written when a machine went down may be half a line, and is not to spoil the next. */
  private void endTornLine() throws IOException {
    long size = channel.size();
    if (size == 0) {
      return;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel reader =
        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      reader.read(last, size - 1);
    }
    if (last.get(0) != '\n') {
      channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
  }

  /** Device and inode; something else if there is no such file. */
  private static Object keyOf(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return "none";
    }
  }

  private void rotate() throws IOException {
    close();
    for (int number = olderFiles; number > 1; number--) {
      moveIfThere(older(number - 1), older(number));
    }
    if (olderFiles == 0) {
      Files.delete(path);
    } else {
      moveIfThere(path, older(1));
    }
  }

  private static void moveIfThere(Path from, Path to) throws IOException {
    if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Path older(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
