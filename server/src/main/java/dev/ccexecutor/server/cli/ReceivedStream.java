package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.execution.StreamTotals;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/** One stream of a remote command on its way out of this process. For one thread. */
final class ReceivedStream {
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(1);

  private final WritableByteChannel destination;
  private final CRC32C checksum = new CRC32C();
  private long bytes;

  ReceivedStream(WritableByteChannel destination) {
    this.destination = destination;
  }

  /** How many bytes came, and so the offset of the next. */
  long bytes() {
    return bytes;
  }

  /**
   * Writes all readable bytes, however long that takes.
   *
   * @param payload stays the caller's; its indexes do not change
   */
  void write(ByteBuf payload) throws IOException {
    for (ByteBuffer part : payload.nioBuffers()) {
      bytes += part.remaining();
      checksum.update(part.duplicate());
      writeFully(part);
    }
  }

  /** Whether exactly what the server says was written did arrive. */
  boolean matches(StreamTotals totals) {
    return StreamTotals.of(bytes, checksum.getValue()).equals(totals);
  }

  private void writeFully(ByteBuffer part) throws IOException {
    while (part.hasRemaining()) {
      if (destination.write(part) == 0) {
        // Somebody we share the pipe or terminal with has made it non-blocking, and it is full.
        LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
      }
    }
  }
}
