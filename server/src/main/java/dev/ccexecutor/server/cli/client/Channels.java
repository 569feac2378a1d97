package dev.ccexecutor.server.cli.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Writes to descriptors of this process, which others may hold too. */
final class Channels {
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(1);

  private Channels() {}

  /** Returns when all is written, however long that takes. */
  static void writeFully(WritableByteChannel destination, ByteBuffer part) throws IOException {
    while (part.hasRemaining()) {
      if (destination.write(part) == 0) {
        // Somebody we share the pipe or terminal with has made it non-blocking, and it is full.
        LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
      }
    }
  }

  /** Java has no errno for this; the text is what the C library says for EPIPE. */
  static boolean isBrokenPipe(IOException failure) {
    return "Broken pipe".equals(failure.getMessage());
  }
}
