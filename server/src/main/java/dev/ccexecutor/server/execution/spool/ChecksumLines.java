package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.posix.RegularFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Reads a file of checksums line by line, whatever is in it. */
final class ChecksumLines implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;

  ChecksumLines(Path file) throws IOException {
    in = new BufferedInputStream(RegularFile.newInputStream(file), BUFFER_BYTES);
  }

  /**
   * The next line, with its end.
   *
   * @return null behind the last one that has an end: what follows was being written
   */
  byte[] next() throws IOException, MalformedBlockException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int read = in.read();
    while (read >= 0) {
      line.write(read);
      if (read == '\n') {
        return line.toByteArray();
      }
      if (line.size() > BlockChecksum.MOST_LINE_BYTES) {
        throw new MalformedBlockException("no line of checksums is that long");
      }
      read = in.read();
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
