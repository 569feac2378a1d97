package dev.ccexecutor.stress.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a report goes. Whoever reads there sees a file as it was, or as it is now. */
final class ReportDirectory {
  private final Path directory;

  private ReportDirectory(Path directory) {
    this.directory = directory;
  }

  /** Makes it if it is missing. */
  static ReportDirectory open(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
      return new ReportDirectory(directory);
    } catch (IOException e) {
      throw explained("cannot make the directory of the report, " + directory, e);
    }
  }

  /** Writes it beside its place first, in a file that nobody takes for the report. */
  void write(String name, String content) throws IOException {
    Path target = directory.resolve(name);
    try {
      // Not a "temporary file": those are for their owner only, and a report is to be shown.
      Path draft = directory.resolve("." + name + "." + ProcessHandle.current().pid() + ".draft");
      try {
        Files.write(draft, content.getBytes(StandardCharsets.UTF_8));
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw explained("cannot write the report's file " + target, e);
    }
  }

  private static IOException explained(String what, IOException e) {
    return new IOException(what + ": " + reason(e), e);
  }

  /** Java's own message is often the name of the file alone. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "there is no such directory";
      case FileAlreadyExistsException there -> "there is a file of that name";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
