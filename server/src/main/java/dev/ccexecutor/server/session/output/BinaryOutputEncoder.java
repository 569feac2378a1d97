package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.util.function.Consumer;

/** Data frames: a header of 16 bytes, then the child's bytes as they are, not copied. */
final class BinaryOutputEncoder implements OutputEncoder {
  private final String executionId;
  private final int channel;

  BinaryOutputEncoder(String executionId, int channel) {
    this.executionId = executionId;
    this.channel = channel;
  }

  @Override
  public int encode(
      OutputItem.Chunk chunk,
      int maxBytes,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    int count = Math.min(chunk.bytes().readableBytes(), maxBytes);
    frames.accept(header(allocator, chunk.stream(), false, chunk.offset(), count));
    frames.accept(chunk.first(count).retain());
    return count;
  }

  @Override
  public int encode(
      OutputItem.FileChunk chunk,
      int maxBytes,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    int count = Math.min(chunk.bytes().length(), maxBytes);
    frames.accept(header(allocator, chunk.stream(), false, chunk.offset(), count));
    frames.accept(new SpooledRegion(chunk.bytes(), count));
    return count;
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    frames.accept(header(allocator, end.stream(), true, end.offset(), 0));
  }

  @Override
  public void encode(
      OutputItem.Gap gap, ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames) {
    frames.accept(GapMessage.of(gap, executionId, allocator));
  }

  private ByteBuf header(
      ByteBufAllocator allocator, StreamType stream, boolean endOfStream, long offset, int length) {
    ByteBuf frame =
        FrameBuffer.binaryFrameHeader(
            allocator, DataFrameHeader.BYTES + length, DataFrameHeader.BYTES);
    DataFrameHeader.write(frame, stream, endOfStream, channel, offset);
    return frame;
  }
}
