package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** JSON messages with the child's bytes in base64, padded: each message on its own. */
final class Base64OutputEncoder implements OutputEncoder {
  private final OutputMessage stdout;
  private final OutputMessage stderr;

  Base64OutputEncoder(String executionId) {
    stdout = new OutputMessage(executionId, StreamType.STDOUT, "data_base64");
    stderr = new OutputMessage(executionId, StreamType.STDERR, "data_base64");
  }

  @Override
  public void encode(OutputItem.Chunk chunk, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    ByteBuf bytes = chunk.bytes();
    FrameBuffer message = (chunk.stream() == StreamType.STDOUT ? stdout : stderr).begin();
    Base64Text.append(bytes, message);
    OutputMessage.end(message, chunk.offset(), bytes.readableBytes());
    frames.accept(message.toTextFrame(allocator));
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    // Nothing was held back, and process.completed tells the end.
  }
}
