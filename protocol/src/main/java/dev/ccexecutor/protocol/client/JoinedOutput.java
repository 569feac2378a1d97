package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Output of one stream that came while its listener held very many chunks: gathered, to be one
 * chunk itself. It is on the heap, so there is nothing to give back where it is never asked for.
 * For the client's loop.
 */
final class JoinedOutput {

  /** Enough to be worth a chunk, however many there are. */
  private static final int PIECE_BYTES = 64 << 10;

  private ByteBuf content = Unpooled.EMPTY_BUFFER;
  private long offset;
  private long endOffset;

  boolean isEmpty() {
    return endOffset == offset;
  }

  boolean isPiece() {
    return content.readableBytes() >= PIECE_BYTES;
  }

  /**
   * Appends what is next in the stream.
   *
   * @param bytes stays the caller's
   */
  void add(long from, long to, ByteBuf bytes) {
    if (isEmpty()) {
      offset = from;
      content = Unpooled.buffer();
    }
    endOffset = to;
    content.writeBytes(bytes);
  }

  /** All of it as a chunk, which is the caller's; this is empty then. */
  OutputChunk take(StreamType type, Runnable onRelease) {
    OutputChunk chunk = new OutputChunk(type, offset, endOffset, content, onRelease);
    content = Unpooled.EMPTY_BUFFER;
    offset = endOffset;
    return chunk;
  }
}
