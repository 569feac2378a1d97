package dev.ccexecutor.server.execution.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with files and directories of spools, whoever does it. Blocks. */
final class SpoolFiles {
  private static final Logger log = LoggerFactory.getLogger(SpoolFiles.class);

  private SpoolFiles() {}

  /** A file of a directory, as it was when it was listed; of its own, not what it links to. */
  record Listed(Path path, String name, BasicFileAttributes attributes) {}

  /** What a directory has in it. */
  static List<Listed> list(Path directory) throws IOException {
    List<Listed> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        attributes(entry, files);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  private static void attributes(Path entry, List<Listed> files) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      files.add(new Listed(entry, entry.getFileName().toString(), attributes));
    } catch (NoSuchFileException e) {
      log.atDebug().addKeyValue("file", entry).log("was deleted while the directory was listed");
    }
  }

  static long bytes(Path directory) throws IOException {
    return list(directory).stream().mapToLong(file -> file.attributes().size()).sum();
  }

  /**
   * Deletes the files that are a spool's, and the directory if nothing else is in it. The manifest
   * goes last, so that what is left of an interrupted one is found again.
   *
   * @return how many bytes it had
   */
  static long deleteDirectory(Path directory) throws IOException {
    long bytes = 0;
    for (Listed file : list(directory)) {
      if (SpoolLayout.isOurs(file.name()) && !file.name().equals(SpoolLayout.MANIFEST)) {
        Files.deleteIfExists(file.path());
        bytes += file.attributes().size();
      }
    }
    Path manifest = directory.resolve(SpoolLayout.MANIFEST);
    if (Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
      bytes += Files.size(manifest);
      Files.deleteIfExists(manifest);
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      log.atDebug().addKeyValue("directory", directory).log("stays, with what somebody put there");
    }
    return bytes;
  }

  /** What is in a directory may be forced, and yet its name be lost (fsync(2)). */
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** For what failed already, and is told. */
  static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.atWarn().addKeyValue("file", file).setCause(e).log("a file could not be deleted");
    }
  }
}
