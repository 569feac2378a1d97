package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.util.function.Consumer;

/**
 * JSON messages with the child's bytes as text: always valid UTF-8, whatever the child wrote and
 * wherever the reads fell.
 */
final class TextOutputEncoder implements OutputEncoder {
  private final String executionId;
  private final TextStream stdout;
  private final TextStream stderr;

  TextOutputEncoder(String executionId) {
    this.executionId = executionId;
    stdout = new TextStream(new OutputMessage(executionId, StreamType.STDOUT, "data"));
    stderr = new TextStream(new OutputMessage(executionId, StreamType.STDERR, "data"));
  }

  @Override
  public int encode(
      OutputItem.Chunk chunk,
      int maxBytes,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    return stream(chunk.stream()).encode(chunk, maxBytes, allocator, frames);
  }

  @Override
  public int heldBackBytes(StreamType stream) {
    return stream(stream).unfinishedBytes;
  }

  @Override
  public void flush(
      StreamType stream,
      long offset,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    stream(stream).flush(offset, allocator, frames);
  }

  @Override
  public void encode(
      OutputItem.EndOfStream end,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    // process.completed tells the end.
  }

  @Override
  public void encode(
      OutputItem.Gap gap, ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames) {
    frames.accept(GapMessage.of(gap, executionId, allocator));
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

    /**
     * What is begun at the end of the chunk is held back; what is begun at the end of what may be
     * sent stays in the chunk.
     */
    int encode(
        OutputItem.Chunk chunk,
        int maxBytes,
        ByteBufAllocator allocator,
        Consumer<? super ReferenceCounted> frames) {
      int count = chunk.bytes().readableBytes();
      int before = unfinishedBytes;
      // One byte more than may be sent can tell that the last ones are no character's beginning.
      int seen = before + Math.clamp(maxBytes + 1L - before, 0, count);
      int length = Math.min(seen, maxBytes);
      FrameBuffer message = format.begin();
      byte[] text = message.scratch(seen);
      System.arraycopy(unfinished, 0, text, 0, before);
      chunk.bytes().getBytes(chunk.bytes().readerIndex(), text, before, seen - before);

      int taken = appendText(text, length, seen, message);
      if (taken > 0) {
        OutputMessage.end(message, chunk.offset() - before, taken);
        frames.accept(message.toTextFrame(allocator));
      }
      if (length == before + count) {
        keepUnfinished(text, taken, length);
        return count;
      }
      if (taken == 0) {
        return 0;
      }
      unfinishedBytes = 0;
      return taken - before;
    }

    /** Returns how many bytes were taken of the first {@code length}. */
    private static int appendText(byte[] text, int length, int seen, FrameBuffer message) {
      int taken = JsonText.append(text, length, message);
      if (taken < length && length < seen && Utf8Sequence.lengthOf(text, taken, seen) < 0) {
        JsonText.appendReplacement(message);
        return length;
      }
      return taken;
    }

    /** A character that will not be finished is one that could not be read. */
    void flush(long offset, ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames) {
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
