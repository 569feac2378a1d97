package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A piece of an execution's output. It belongs to the {@link ExecutionListener} that got it; all
 * methods may be called on any thread, the content be read by one at a time.
 */
public final class OutputChunk {

  private final StreamType stream;
  private final long offset;
  private final long endOffset;
  private final ByteBuf content;
  private final Runnable onRelease;
  private final AtomicBoolean released = new AtomicBoolean();

  /**
   * @param content becomes this chunk's
   */
  OutputChunk(StreamType stream, long offset, long endOffset, ByteBuf content, Runnable onRelease) {
    this.stream = stream;
    this.offset = offset;
    this.endOffset = endOffset;
    this.content = content;
    this.onRelease = onRelease;
  }

  /** {@link StreamType#STDOUT} or {@link StreamType#STDERR}. */
  public StreamType stream() {
    return stream;
  }

  /** Of the first byte in its stream, in bytes as the child wrote them. */
  public long offset() {
    return offset;
  }

  /** Of the byte behind the last. In the form {@code text} there may be more or fewer here. */
  public long endOffset() {
    return endOffset;
  }

  /**
   * The readable bytes, which belong to this chunk: not to be used after {@link #release}, unless
   * retained.
   */
  public ByteBuf content() {
    return content;
  }

  /** A copy of the readable bytes. Not after {@link #release}. */
  public byte[] bytes() {
    return ByteBufUtil.getBytes(content);
  }

  /**
   * Gives the memory back and acknowledges the bytes, so that the server may send others in their
   * place. Calling it again does nothing. It does not block.
   */
  public void release() {
    if (released.compareAndSet(false, true)) {
      content.release();
      onRelease.run();
    }
  }

  boolean isReleased() {
    return released.get();
  }
}
