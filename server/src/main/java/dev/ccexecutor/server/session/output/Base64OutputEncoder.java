package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * JSON messages with the child's bytes in base64 (RFC 4648, with padding), each message on its own.
 */
final class Base64OutputEncoder implements OutputEncoder {
  private final OutputMessage stdout;
  private final OutputMessage stderr;

  Base64OutputEncoder(String executionId) {
    stdout = new OutputMessage(executionId, StreamType.STDOUT, "data_base64");
    stderr = new OutputMessage(executionId, StreamType.STDERR, "data_base64");
  }

  @Override
  public void encode(OutputItem.Chunk chunk, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    byte[] bytes = ByteBufUtil.getBytes(chunk.bytes());
    FrameBuffer message = (chunk.stream() == StreamType.STDOUT ? stdout : stderr).begin();
    message.append(Base64.getEncoder().encode(bytes));
    OutputMessage.end(message, chunk.offset(), bytes.length);
    frames.accept(message.toTextFrame(allocator));
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    // Nothing was held back, and process.completed tells the end.
  }
}
