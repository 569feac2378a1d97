package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.GapReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.SpooledBytes;
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
   * @param bytes owned by whoever holds the item, with indices of its own
   */
  record Chunk(StreamType stream, long offset, ByteBuf bytes) implements OutputItem {
    /**
     * Each chunk costs objects and a slot beside its bytes, which a child that writes single bytes
     * must pay for.
     */
    private static final int MINIMUM_COST = 512;

    @Override
    public int cost() {
      return Math.max(MINIMUM_COST, bytes.readableBytes());
    }

    @Override
    public void release() {
      bytes.release();
    }

    /** So many of its first bytes, still owned by the item. */
    public ByteBuf first(int count) {
      return count == bytes.readableBytes() ? bytes : bytes.slice(bytes.readerIndex(), count);
    }

    /** What is left once its first bytes were taken. It owns the bytes instead of this one. */
    public Chunk after(int taken) {
      return new Chunk(stream, offset + taken, bytes.skipBytes(taken));
    }
  }

  /**
   * Bytes of the child that lie in a file. They can be had only by a reader that takes data frames:
   * they go from the file to the socket as they are.
   *
   * @param offset position of the first byte in its stream
   * @param bytes owned by whoever holds the item
   */
  record FileChunk(StreamType stream, long offset, SpooledBytes bytes) implements OutputItem {
    /** It holds no memory but for objects, which a piece of a few bytes costs as well. */
    private static final int COST = 512;

    @Override
    public int cost() {
      return COST;
    }

    @Override
    public void release() {
      bytes.release();
    }

    /** What is left once its first bytes were taken, of which there are more. This one is spent. */
    public FileChunk after(int taken) {
      SpooledBytes rest = bytes.retainedSlice(taken, bytes.length() - taken);
      bytes.release();
      return new FileChunk(stream, offset + taken, rest);
    }
  }

  /**
   * Bytes that will not come.
   *
   * @param from position of the first of them in the stream
   * @param to behind the last of them
   */
  record Gap(StreamType stream, long from, long to, GapReason reason) implements OutputItem {
    @Override
    public int cost() {
      return 0;
    }

    @Override
    public void release() {
      // It owns nothing.
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
