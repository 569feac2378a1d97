package dev.ccexecutor.server.execution.input;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bytes on their way, first in, first out, in blocks of direct memory. Small pieces share a block,
 * so that memory follows the bytes however they came: all blocks together are at most one largest
 * and one smallest block larger than what they hold.
 *
 * <p>Guarded by its owner. A {@link Span} may be read without the guard by whoever alone removes.
 */
final class InputBlocks {
  /** A page: less is hardly cheaper. */
  private static final int SMALLEST_BYTES = 4096;

  /** As much as an empty pipe takes at once (pipe(7)). */
  private static final int LARGEST_BYTES = 64 * 1024;

  /** Bytes in memory, as {@code FileDescriptor.writeAddress} wants them. */
  record Span(long address, int start, int end) {
    int length() {
      return end - start;
    }
  }

  private final ByteBufAllocator allocator;
  private final Deque<ByteBuf> blocks = new ArrayDeque<>();

  InputBlocks(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * Copies bytes to the end, as many as go into one block.
   *
   * @return how many, at least one
   */
  int append(ByteBuf bytes, int index, int length) {
    ByteBuf last = blocks.peekLast();
    if (last == null || !last.isWritable()) {
      int capacity = Math.clamp(length, SMALLEST_BYTES, LARGEST_BYTES);
      last = allocator.directBuffer(capacity, capacity);
      blocks.addLast(last);
    }
    int count = Math.min(length, last.writableBytes());
    last.writeBytes(bytes, index, count);
    return count;
  }

  /** The first bytes, at least one and at most so many. There must be some. */
  Span first(long atMost) {
    ByteBuf first = blocks.getFirst();
    int start = first.readerIndex();
    int length = (int) Math.min(atMost, first.readableBytes());
    return new Span(first.memoryAddress(), start, start + length);
  }

  /** Removes bytes from the beginning, all of them in the first block. */
  void remove(int count) {
    ByteBuf first = blocks.getFirst();
    first.skipBytes(count);
    if (!first.isReadable()) {
      blocks.removeFirst().release();
    }
  }

  void clear() {
    blocks.forEach(ByteBuf::release);
    blocks.clear();
  }
}
