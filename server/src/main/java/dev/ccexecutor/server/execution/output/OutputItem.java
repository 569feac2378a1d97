package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;

/** What an execution hands to its reader, in the order in which the reader gets it. */
public sealed interface OutputItem {
  /** What the item holds of the queue's bound, in bytes. */
  int cost();

  /** Gives back what the item owns. */
  void release();

  /** Whether its reader is woken for it, or may find it when woken for another. */
  default boolean isNews() {
    return true;
  }

  /**
   * Bytes of the child, as it wrote them.
   *
   * @param offset position of the first byte in its stream
   * @param bytes owned by whoever holds the item
   */
  record Chunk(StreamType stream, long offset, ByteBuf bytes) implements OutputItem {
    /**
     * Each chunk costs objects and a slot beside its bytes, which a child that writes single bytes
     * must pay for.
     */
    private static final int MINIMUM_COST = 512;

    @Override
    public int cost() {
      return Math.max(MINIMUM_COST, bytes.capacity());
    }

    @Override
    public void release() {
      bytes.release();
    }
  }

  /**
   * Nothing more will come of this stream.
   *
   * @param offset the stream's length
   */
  record EndOfStream(StreamType stream, long offset) implements OutputItem {
    /**
     * The end of a stream that never had anything mostly comes just ahead of the end of all, which
     * wakes the reader anyway.
     */
    @Override
    public boolean isNews() {
      return offset > 0;
    }

    @Override
    public int cost() {
      return 0;
    }

    @Override
    public void release() {
      // It owns nothing.
    }
  }

  /** The last item of all. */
  record Completion(ProcessCompleted completed) implements OutputItem {
    @Override
    public int cost() {
      return 0;
    }

    @Override
    public void release() {
      // It owns nothing.
    }
  }
}
