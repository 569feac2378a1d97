package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.server.mcp.executor.Utf8Text;
import io.netty.buffer.ByteBuf;

/** The end of one output of a command, whatever there was before. For one thread at a time. */
final class OutputTail {
  private static final int FIRST_CAPACITY = 4096;

  private final int maxBytes;
  private byte[] ring = new byte[0];

  /** All bytes that came, and how many of the newest are kept. */
  private long bytes;

  private int kept;

  OutputTail(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The bytes stay the caller's. */
  void add(ByteBuf content) {
    int length = content.readableBytes();
    int skipped = Math.max(0, length - maxBytes);
    reserve(Math.min(maxBytes, kept + length));
    int from = content.readerIndex() + skipped;
    int left = length - skipped;
    bytes += skipped;
    while (left > 0) {
      int at = (int) (bytes % ring.length);
      int part = Math.min(left, ring.length - at);
      content.getBytes(from, ring, at, part);
      from += part;
      left -= part;
      bytes += part;
    }
    kept = Math.min(maxBytes, kept + length);
  }

  /** These bytes will not come: what is kept begins behind them. */
  void skipTo(long offset) {
    bytes = offset;
    kept = 0;
  }

  long bytes() {
    return bytes;
  }

  /**
   * The end of it, from a whole character on.
   *
   * @param from the offset of its first byte
   */
  record Snapshot(Utf8Text text, long from) {}

  /** At most so many bytes of the end. */
  Snapshot newest(int mostBytes) {
    int length = Math.min(kept, mostBytes);
    byte[] end = new byte[length];
    long first = bytes - length;
    for (int copied = 0; copied < length; ) {
      int at = (int) ((first + copied) % ring.length);
      int part = Math.min(length - copied, ring.length - at);
      System.arraycopy(ring, at, end, copied, part);
      copied += part;
    }
    int from = first == 0 ? 0 : Utf8Text.firstCharacter(end, 0, length);
    return new Snapshot(Utf8Text.of(end, from, length), first + from);
  }

  /** Grows while it is not full, so that most commands take little. */
  private void reserve(int needed) {
    if (needed <= ring.length) {
      return;
    }
    int capacity = Math.min(maxBytes, Math.max(FIRST_CAPACITY, Integer.highestOneBit(needed) * 2));
    byte[] larger = new byte[capacity];
    for (int i = 0; i < kept; i++) {
      long offset = bytes - kept + i;
      larger[(int) (offset % capacity)] = ring[(int) (offset % ring.length)];
    }
    ring = larger;
  }
}
