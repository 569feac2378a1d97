package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.posix.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectWriter;

/**
 * A journal that is open for writing. What was written survives the end of this process, which is
 * all it has to: nothing of it means anything after the machine's end, so it is not synced.
 *
 * <p>A stream and no channel, since a channel closes itself when its thread is interrupted.
 */
final class JournalFile implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(JournalFile.class);
  private static final ObjectWriter WRITER = Json.MAPPER.writerFor(JournalRecord.class);

  private final FileOutputStream stream;

  private JournalFile(FileOutputStream stream) {
    this.stream = stream;
  }

  /** Puts a new journal in the place of the one that is there, if any, at one moment. */
  static JournalFile replace(Path path, Iterable<? extends JournalRecord> records)
      throws IOException {
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(beside); // Half a one; or a FIFO, which nobody would ever read.
    FileOutputStream stream = OwnerOnly.create(beside);
    try {
      JournalFile file = new JournalFile(stream);
      file.append(records);
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException | RuntimeException | Error e) {
      stream.close();
      throw e;
    }
  }

  /** Adds these lines by one write. If it fails, the file may end in half of them. */
  void append(Iterable<? extends JournalRecord> records) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (JournalRecord record : records) {
      lines.writeBytes(WRITER.writeValueAsBytes(record));
      lines.write('\n');
    }
    stream.write(lines.toByteArray());
  }

  /** Closes one, if there is one; a failure is only logged. */
  static void closeQuietly(JournalFile file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      log.atWarn().setCause(e).log("a journal could not be closed");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
