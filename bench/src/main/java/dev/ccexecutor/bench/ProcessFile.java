package dev.ccexecutor.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A small file that the kernel makes up anew at each read, of proc(5) say. It stays open, so one
 * look is one system call. For one thread at a time.
 */
final class ProcessFile implements AutoCloseable {
  private static final int LONGEST = 4096;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);
  private final byte[] bytes = new byte[LONGEST];

  ProcessFile(Path path) throws IOException {
    file = FileChannel.open(path);
  }

  /** What it says now, or an empty string once its process was reaped (ESRCH). */
  String read() {
    buffer.clear();
    try {
      file.read(buffer, 0);
    } catch (IOException e) {
      return "";
    }
    int length = buffer.flip().remaining();
    buffer.get(bytes, 0, length);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
