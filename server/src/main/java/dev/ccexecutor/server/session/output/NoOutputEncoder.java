package dev.ccexecutor.server.session.output;

import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.util.function.Consumer;

/** For a client that wants no output: it counts as taken when it was read. */
final class NoOutputEncoder implements OutputEncoder {
  @Override
  public int encode(
      OutputItem.Chunk chunk,
      int maxBytes,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    return Math.min(chunk.bytes().readableBytes(), maxBytes);
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    // Nothing is sent.
  }

  @Override
  public void encode(
      OutputItem.Gap gap, ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames) {
    // Who wants no bytes misses none.
  }
}
