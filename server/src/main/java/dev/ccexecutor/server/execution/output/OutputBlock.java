package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Bytes of one stream that follow each other, kept in memory. The reader loop writes behind what is
 * there already; slices of that may be read elsewhere meanwhile.
 *
 * <p>One that was dropped is used for other bytes of the same execution: whoever has kept a
 * reference looks at what it is now.
 */
final class OutputBlock {
  private StreamType stream;
  private long offset;
  private long order;
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

  /** Its neighbours in the stream, which a hole may lie between; null at the ends. */
  private OutputBlock previous;

  private OutputBlock next;
  private boolean dropped;

  /**
   * Begins it, which is new or was dropped.
   *
   * @param order its place among the blocks of both streams, by the time of their first byte
   * @param bytes owned by the block
   */
  OutputBlock begin(StreamType stream, long offset, long order, ByteBuf bytes) {
    this.stream = stream;
    this.offset = offset;
    this.order = order;
    this.bytes = bytes;
    previous = null;
    next = null;
    dropped = false;
    return this;
  }

  StreamType stream() {
    return stream;
  }

  long offset() {
    return offset;
  }

  long order() {
    return order;
  }

  int length() {
    return bytes.readableBytes();
  }

  /** Behind its last byte. */
  long end() {
    return offset + bytes.readableBytes();
  }

  /** What it takes of memory. */
  int capacity() {
    return bytes.capacity();
  }

  boolean hasRoomFor(int count) {
    return bytes.writableBytes() >= count;
  }

  /** How much of its memory has no bytes in it. */
  int unusedBytes() {
    return bytes.writableBytes();
  }

  /** Whether its memory would stay if it went: slices of it are still under way, say. */
  boolean isHeldElsewhere() {
    return bytes.refCnt() > 1;
  }

  void append(ByteBuf more) {
    bytes.writeBytes(more, more.readerIndex(), more.readableBytes());
  }

  /**
   * A part of it, from an offset in it on, at most so many bytes; the caller owns the slice, which
   * outlives the block.
   */
  ByteBuf slice(long from, int maxBytes) {
    int start = (int) (from - offset);
    return bytes.retainedSlice(
        bytes.readerIndex() + start, Math.min(maxBytes, bytes.readableBytes() - start));
  }

  OutputBlock next() {
    return next;
  }

  OutputBlock previous() {
    return previous;
  }

  void linkBehind(OutputBlock before) {
    previous = before;
    next = before.next;
    before.next = this;
    if (next != null) {
      next.previous = this;
    }
  }

  /** Whether it is no longer kept. */
  boolean isDropped() {
    return dropped;
  }

  /** Takes it out from between its neighbours, and gives its bytes back: its length is 0 then. */
  void drop() {
    if (previous != null) {
      previous.next = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    dropped = true;
    bytes.release();
    bytes = Unpooled.EMPTY_BUFFER; // So that a dropped one holds on to nobody's buffer.
    previous = null;
    next = null;
  }
}
