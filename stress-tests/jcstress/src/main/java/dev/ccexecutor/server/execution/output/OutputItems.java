package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Items to hand over. Each counts with the least that an item can: 512 bytes. */
final class OutputItems {
  static final int COST = 512;

  private OutputItems() {}

  /** One that owns nothing, so that many states can share it. */
  static OutputItem.Chunk shared(long offset) {
    ByteBuf bytes = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[1]));
    return new OutputItem.Chunk(StreamType.STDOUT, offset, bytes);
  }

  /** One that owns these bytes. */
  static OutputItem.Chunk owning(ByteBuf bytes) {
    return new OutputItem.Chunk(StreamType.STDOUT, 0, bytes);
  }
}
