package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.util.function.Consumer;

/** JSON messages with the child's bytes in base64, padded: each message on its own. */
final class Base64OutputEncoder implements OutputEncoder {
  private final String executionId;
  private final OutputMessage stdout;
  private final OutputMessage stderr;

  Base64OutputEncoder(String executionId) {
    this.executionId = executionId;
    stdout = new OutputMessage(executionId, StreamType.STDOUT, "data_base64");
    stderr = new OutputMessage(executionId, StreamType.STDERR, "data_base64");
  }

  @Override
  public int encode(
      OutputItem.Chunk chunk,
      int maxBytes,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    int count = Math.min(chunk.bytes().readableBytes(), maxBytes);
    ByteBuf bytes = chunk.first(count);
    FrameBuffer message = (chunk.stream() == StreamType.STDOUT ? stdout : stderr).begin();
    Base64Text.append(bytes, message);
    OutputMessage.end(message, chunk.offset(), count);
    frames.accept(message.toTextFrame(allocator));
    return count;
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    // Nothing was held back, and process.completed tells the end.
  }

  @Override
  public void encode(
      OutputItem.Gap gap, ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames) {
    frames.accept(GapMessage.of(gap, executionId, allocator));
  }
}
