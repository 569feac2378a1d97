package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.util.function.Consumer;

/**
 * Turns one execution's output into WebSocket frames, in the form that one client asked for.
 *
 * <p>Frames are given out in parts, each a buffer or a file region, which whoever gets it takes
 * over. A part follows the one before it on the wire, with nothing between the parts of a frame.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
interface OutputEncoder {
  /**
   * Encodes bytes of the child, from the first on, as many as may be sent.
   *
   * @param chunk stays the caller's, unchanged
   * @param maxBytes how many of the child's bytes the message may stand for, at least one; those
   *     held back earlier are among them
   * @return how many of the chunk's bytes were taken: sent, or {@linkplain #heldBackBytes held
   *     back}
   */
  int encode(
      OutputItem.Chunk chunk,
      int maxBytes,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames);

  /**
   * The same for bytes in a file.
   *
   * @param chunk stays the caller's, unchanged
   */
  default int encode(
      OutputItem.FileChunk chunk,
      int maxBytes,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    throw new IllegalArgumentException("only data frames can bear bytes from a file");
  }

  /**
   * How many of a stream's bytes were taken and not sent, because what comes next decides what they
   * are.
   */
  default int heldBackBytes(StreamType stream) {
    return 0;
  }

  /**
   * Sends what is held back, as nothing comes next to it.
   *
   * @param offset behind the last byte that was taken
   */
  default void flush(
      StreamType stream,
      long offset,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    // Nothing is held back.
  }

  /** Tells the end of a stream, in which nothing is held back any more. */
  void encode(
      OutputItem.EndOfStream end,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames);

  /** Tells of bytes that will not come. Nothing is held back of those before them. */
  void encode(
      OutputItem.Gap gap, ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames);

  static OutputEncoder of(OutputForm form, String executionId, int channel) {
    return switch (form) {
      case TEXT -> new TextOutputEncoder(executionId);
      case BASE64 -> new Base64OutputEncoder(executionId);
      case BINARY -> new BinaryOutputEncoder(executionId, channel);
      case NONE -> new NoOutputEncoder();
    };
  }
}
