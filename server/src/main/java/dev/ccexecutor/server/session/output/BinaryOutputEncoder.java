package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** Data frames: a header of 16 bytes, then the child's bytes as they are, not copied. */
final class BinaryOutputEncoder implements OutputEncoder {
  private final int channel;

  BinaryOutputEncoder(int channel) {
    this.channel = channel;
  }

  @Override
  public void encode(OutputItem.Chunk chunk, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    ByteBuf bytes = chunk.bytes();
    frames.accept(
        header(
            allocator,
            new DataFrameHeader(chunk.stream(), false, channel, chunk.offset()),
            bytes.readableBytes()));
    frames.accept(bytes.retain());
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    frames.accept(
        header(allocator, new DataFrameHeader(end.stream(), true, channel, end.offset()), 0));
  }

  private static ByteBuf header(ByteBufAllocator allocator, DataFrameHeader header, int length) {
    ByteBuf frame =
        FrameBuffer.binaryFrameHeader(
            allocator, DataFrameHeader.BYTES + length, DataFrameHeader.BYTES);
    header.write(frame);
    return frame;
  }
}
