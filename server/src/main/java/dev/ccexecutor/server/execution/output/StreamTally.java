package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/**
 * How much a stream has brought so far, and its checksum. Written on the reader loop, the count
 * read anywhere.
 */
public final class StreamTally {
  private final CRC32C checksum = new CRC32C();
  private volatile long bytes;

  /** Counts bytes, which stay the caller's, and returns the offset of the first of them. */
  @RunsOn(ThreadRole.READER_LOOP)
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // One thread writes; the others only read.
  public long add(ByteBuf chunk) {
    long offset = bytes;
    checksum.update(chunk.internalNioBuffer(chunk.readerIndex(), chunk.readableBytes()));
    bytes = offset + chunk.readableBytes();
    return offset;
  }

  public long bytes() {
    return bytes;
  }

  @RunsOn(ThreadRole.READER_LOOP)
  public StreamTotals totals() {
    return StreamTotals.of(bytes, checksum.getValue());
  }
}
