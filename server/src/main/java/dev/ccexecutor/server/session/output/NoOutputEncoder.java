package dev.ccexecutor.server.session.output;

import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** For a client that wants no output: it counts as taken when it was read. */
final class NoOutputEncoder implements OutputEncoder {
  @Override
  public void encode(OutputItem.Chunk chunk, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    // Nothing is sent.
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    // Nothing is sent.
  }
}
