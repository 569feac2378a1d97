package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.posix.OwnerOnly;
import dev.ccexecutor.server.posix.RegularFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room on the disk that is held for a file that must be written also when others have filled it. It
 * is given up piece by piece, since whoever fills the disk takes what is left of each. Confined to
 * one thread at a time.
 */
final class Ballast {
  static final int BYTES = 512 * 1024;
  private static final Logger log = LoggerFactory.getLogger(Ballast.class);
  private static final int PIECE_BYTES = 64 * 1024;
  private static final long RETRY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String purpose;
  private final Supplier<InstanceDirectory> place;
  private int heldBytes;
  private boolean told;
  private long holdAtNanos = System.nanoTime();

  /**
   * @param purpose for which file it is
   * @param place where it is; gives null as long as there is no directory
   */
  Ballast(String purpose, Supplier<InstanceDirectory> place) {
    this.purpose = purpose;
    this.place = place;
  }

  /** Makes what is not held, as far as there is room. To be called when the file was written. */
  void hold() {
    InstanceDirectory directory = place.get();
    if (heldBytes == BYTES || directory == null || System.nanoTime() - holdAtNanos < 0) {
      return;
    }
    holdAtNanos = System.nanoTime() + RETRY_INTERVAL_NANOS;
    try {
      grow(directory.ballast(purpose));
      if (told) {
        told = false;
        log.atInfo().addKeyValue("of", purpose).log("room on the disk is held back again");
      }
    } catch (IOException e) {
      log.atDebug().addKeyValue("of", purpose).setCause(e).log("no room to be held back");
    }
  }

  /** With bytes that no file system takes for nothing, as it may with zeros. */
  private void grow(Path file) throws IOException {
    if (heldBytes == 0) {
      Files.deleteIfExists(file);
      Files.createFile(file, OwnerOnly.FILE);
    }
    RegularFile.require(file);
    byte[] piece = new byte[PIECE_BYTES];
    Random random = new Random(System.nanoTime());
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      while (heldBytes < BYTES) {
        random.nextBytes(piece);
        opened.seek(heldBytes);
        try {
          opened.write(piece);
        } catch (IOException e) {
          opened.setLength(heldBytes);
          throw e;
        }
        heldBytes += PIECE_BYTES;
      }
    }
  }

  /**
   * Gives up a piece, so that what has failed can be tried again. Also for other failures than the
   * want of room, which Java tells by words only.
   *
   * @return false if there was none
   */
  boolean giveUp(Exception cause) {
    InstanceDirectory directory = place.get();
    if (heldBytes == 0 || directory == null || !(cause instanceof IOException)) {
      return false;
    }
    if (!told) {
      told = true;
      log.atWarn()
          .addKeyValue("of", purpose)
          .setCause(cause)
          .log("a write has failed: room that was held back for it is given up");
    }
    heldBytes -= PIECE_BYTES;
    try {
      Path file = directory.ballast(purpose);
      RegularFile.require(file);
      try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
        opened.setLength(heldBytes);
      }
    } catch (IOException e) {
      heldBytes = 0;
      log.atWarn().addKeyValue("of", purpose).setCause(e).log("held back room is gone");
      return false;
    }
    return true;
  }

  /** Gives up all, as nothing is to be written any more. */
  void release() {
    InstanceDirectory directory = place.get();
    heldBytes = 0;
    if (directory != null) {
      directory.deleteBallast();
    }
  }
}
