package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/**
 * JSON messages with the child's bytes as text: always valid UTF-8, whatever the child wrote and
 * wherever the reads fell.
 */
final class TextOutputEncoder implements OutputEncoder {
  private final TextStream stdout;
  private final TextStream stderr;

  TextOutputEncoder(String executionId) {
    stdout = new TextStream(new OutputMessage(executionId, StreamType.STDOUT, "data"));
    stderr = new TextStream(new OutputMessage(executionId, StreamType.STDERR, "data"));
  }

  @Override
  public void encode(OutputItem.Chunk chunk, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    stream(chunk.stream()).encode(chunk, allocator, frames);
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    stream(end.stream()).end(end.offset(), allocator, frames);
  }

  private TextStream stream(StreamType type) {
    return type == StreamType.STDOUT ? stdout : stderr;
  }

  /** One stream: what was begun of a character at the end of one chunk waits for the next. */
  private static final class TextStream {
    private static final int LONGEST_UNFINISHED = 3;

    private final OutputMessage format;
    private final byte[] unfinished = new byte[LONGEST_UNFINISHED];
    private int unfinishedBytes;

    TextStream(OutputMessage format) {
      this.format = format;
    }

    void encode(OutputItem.Chunk chunk, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
      int count = chunk.bytes().readableBytes();
      int before = unfinishedBytes;
      int length = before + count;
      FrameBuffer message = format.begin();
      byte[] text = message.scratch(length + JsonText.SLACK_BYTES);
      System.arraycopy(unfinished, 0, text, 0, before);
      chunk.bytes().getBytes(chunk.bytes().readerIndex(), text, before, count);

      int taken = JsonText.append(text, length, message);
      keepUnfinished(text, taken, length);
      if (taken > 0) {
        OutputMessage.end(message, chunk.offset() - before, taken);
        frames.accept(message.toTextFrame(allocator));
      }
    }

    /** A character that will not be finished is one that could not be read. */
    void end(long offset, ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
      if (unfinishedBytes > 0) {
        FrameBuffer message = format.begin();
        JsonText.appendReplacement(message);
        OutputMessage.end(message, offset - unfinishedBytes, unfinishedBytes);
        unfinishedBytes = 0;
        frames.accept(message.toTextFrame(allocator));
      }
    }

    private void keepUnfinished(byte[] text, int taken, int length) {
      unfinishedBytes = length - taken;
      System.arraycopy(text, taken, unfinished, 0, unfinishedBytes);
    }
  }
}
