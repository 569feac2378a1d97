package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * For files that anybody may have put where they are found: to open a FIFO waits for whoever opens
 * its other end (fifo(7)), which may be never, and what a link leads to is not what was meant.
 */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Opens one to read; the caller closes it.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it is a link, a FIFO, a device, or can't be read
   */
  public static InputStream newInputStream(Path file) throws IOException {
    require(file);
    return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * To be called before it is opened.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it is anything but a file
   */
  public static void require(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "is no regular file");
    }
  }
}
