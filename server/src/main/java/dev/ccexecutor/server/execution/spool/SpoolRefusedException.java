package dev.ccexecutor.server.execution.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Bytes that the disk does not take, and why. */
final class SpoolRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Below this much free, a write that failed failed for want of it. */
  private static final long NEXT_TO_NOTHING_BYTES = 256 * 1024;

  private final SpoolRefusal reason;

  SpoolRefusedException(SpoolRefusal reason, Throwable cause) {
    super(reason.wireName(), cause);
    this.reason = reason;
  }

  /**
   * For a failure of the file system's.
   *
   * @param directory on the same file system
   */
  static SpoolRefusedException of(IOException failure, Path directory) {
    return new SpoolRefusedException(
        isForWantOfRoom(failure, directory) ? SpoolRefusal.DISK_FULL : SpoolRefusal.IO_ERROR,
        failure);
  }

  SpoolRefusal reason() {
    return reason;
  }

  /** The JDK keeps no errno, only its text, which is in the user's language. */
  private static boolean isForWantOfRoom(IOException failure, Path directory) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("no space left") || text.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(directory).getUsableSpace() < NEXT_TO_NOTHING_BYTES;
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }
}
