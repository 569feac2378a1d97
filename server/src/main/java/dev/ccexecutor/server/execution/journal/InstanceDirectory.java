package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.posix.OwnerOnly;
import dev.ccexecutor.server.posix.RegularFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one instance, held locked by whoever has this object. The lock goes with its
 * process, however that ends, and no child inherits it (fcntl(2)): where it can be taken, the
 * instance is dead.
 */
final class InstanceDirectory implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(InstanceDirectory.class);
  private static final String LOCK = "lock";
  private static final String ADOPTED = "adopted";
  private static final String HISTORY_PREFIX = "history.";
  private static final String BALLAST_PREFIX = "ballast.";
  private static final int CREATE_TRIES = 10;

  /**
   * Not to be opened again in this process: closing any descriptor of a file gives up all locks
   * that its process has on it (fcntl(2)).
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel lock;

  private InstanceDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Makes one for an instance that begins. Between its making and its locking another server may
   * take it for a dead one's and delete it: then another one is made.
   */
  static InstanceDirectory create(Path instances) throws IOException {
    Files.createDirectories(instances, OwnerOnly.DIRECTORY);
    for (int tries = 0; tries < CREATE_TRIES; tries++) {
      Path directory = instances.resolve(UUID.randomUUID().toString());
      Files.createDirectory(directory, OwnerOnly.DIRECTORY);
      Optional<InstanceDirectory> created;
      try {
        created = lock(directory, StandardOpenOption.CREATE_NEW);
      } catch (IOException e) {
        Files.deleteIfExists(directory.resolve(LOCK));
        Files.deleteIfExists(directory);
        throw e;
      }
      if (created.isPresent()) {
        return created.get();
      }
    }
    throw new IOException("a new directory can't be locked in " + instances);
  }

  /** Takes all those whose instances are dead. One that can't be looked at is left alone. */
  static List<InstanceDirectory> takeDead(Path instances) throws IOException {
    List<InstanceDirectory> dead = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(instances)) {
      for (Path directory : directories) {
        take(directory).ifPresent(dead::add);
      }
    } catch (NoSuchFileException e) {
      return List.of(); // There has been no instance yet.
    }
    return dead;
  }

  private static Optional<InstanceDirectory> take(Path directory) {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      log.atWarn().addKeyValue("file", directory).log("is not of this server, and left alone");
      return Optional.empty();
    }
    try {
      Optional<InstanceDirectory> taken = lock(directory, StandardOpenOption.WRITE);
      if (taken.isEmpty() && !Files.exists(directory.resolve(LOCK))) {
        deleteIfEmpty(directory);
      }
      return taken;
    } catch (IOException | RuntimeException e) {
      log.atError()
          .addKeyValue("directory", directory)
          .setCause(e)
          .log("the directory of an instance can't be looked at");
      return Optional.empty();
    }
  }

  /** Nothing if somebody holds it, or has deleted it meanwhile. */
  private static Optional<InstanceDirectory> lock(Path directory, StandardOpenOption how)
      throws IOException {
    if (!HELD_HERE.add(directory)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      if (how != StandardOpenOption.CREATE_NEW) {
        RegularFile.require(directory.resolve(LOCK));
      }
      channel =
          FileChannel.open(
              directory.resolve(LOCK), EnumSet.of(StandardOpenOption.WRITE, how), OwnerOnly.FILE);
      // A lock on a file that was deleted keeps nobody out.
      held = channel.tryLock() != null && Files.exists(directory.resolve(LOCK));
      return held ? Optional.of(new InstanceDirectory(directory, channel)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } finally {
      if (!held) {
        closeIfOpen(channel);
        HELD_HERE.remove(directory);
      }
    }
  }

  private static void closeIfOpen(FileChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  /** Its maker, or its deleter, may have come no further than that. */
  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      log.atDebug().addKeyValue("directory", directory).log("was locked meanwhile");
    }
  }

  String id() {
    return directory.getFileName().toString();
  }

  Path journal() {
    return directory.resolve("journal");
  }

  /** A segment of the history; the higher its number, the newer. */
  Path history(long number) {
    return directory.resolve(HISTORY_PREFIX + number);
  }

  /** All segments of the history, the newest first. */
  List<Path> historyNewestFirst() throws IOException {
    List<Path> segments = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, HISTORY_PREFIX + "[0-9]*")) {
      files.forEach(file -> addSegment(file, segments));
    }
    segments.sort(Comparator.comparingLong(InstanceDirectory::numberOf).reversed());
    return segments;
  }

  private static void addSegment(Path file, List<Path> segments) {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      segments.add(file);
    } else {
      log.atWarn().addKeyValue("history", file).log("is no file, and not read");
    }
  }

  private static long numberOf(Path segment) {
    try {
      return Long.parseLong(segment.getFileName().toString().substring(HISTORY_PREFIX.length()));
    } catch (NumberFormatException e) {
      return -1; // Nobody's; whoever reads it sees.
    }
  }

  /** Notes that another instance has taken over what this one remembered. */
  void setAdopted() throws IOException {
    if (!isAdopted()) {
      Files.createFile(directory.resolve(ADOPTED), OwnerOnly.FILE);
    }
  }

  boolean isAdopted() {
    return Files.exists(directory.resolve(ADOPTED));
  }

  /** What holds room for a file of this directory. */
  Path ballast(String purpose) {
    return directory.resolve(BALLAST_PREFIX + purpose);
  }

  /** Makes room where nothing more is written. */
  void deleteBallast() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, BALLAST_PREFIX + "*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("directory", directory).setCause(e).log("ballast stays");
    }
  }

  Path gate() {
    return directory.resolve("gate");
  }

  /** Deletes it, the lock last: what is without a lock is empty. To be closed after that. */
  void delete() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!file.endsWith(LOCK)) {
          Files.delete(file);
        }
      }
    }
    Files.delete(directory.resolve(LOCK));
    Files.deleteIfExists(directory);
  }

  /** Gives it up: if it is still there, the next server that starts finds it dead. */
  @Override
  public void close() throws IOException {
    lock.close();
    HELD_HERE.remove(directory);
  }
}
