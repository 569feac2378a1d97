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

  /** Counts bytes, which stay the caller's. */
  @RunsOn(ThreadRole.READER_LOOP)
  public void add(ByteBuf chunk) {
    checksum.update(chunk.internalNioBuffer(chunk.readerIndex(), chunk.readableBytes()));
    long before = bytes;
    bytes = before + chunk.readableBytes();
  }

  public long bytes() {
    return bytes;
  }

  @RunsOn(ThreadRole.READER_LOOP)
  public StreamTotals totals() {
    return StreamTotals.of(bytes, checksum.getValue());
  }
}
