package dev.ccexecutor.server.execution.output;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/** Knows how much of what it gave was not released. Confined to one thread. */
final class CountingAllocator extends AbstractByteBufAllocator {
  private long usedBytes;
  private int untilFailure = Integer.MAX_VALUE;

  /** A buffer that is counted. */
  private final class Counted extends UnpooledHeapByteBuf {
    Counted(int initialCapacity, int maxCapacity) {
      super(CountingAllocator.this, initialCapacity, maxCapacity);
    }

    @Override
    protected byte[] allocateArray(int initialCapacity) {
      usedBytes += initialCapacity;
      return super.allocateArray(initialCapacity);
    }

    @Override
    protected void freeArray(byte[] array) {
      usedBytes -= array.length;
      super.freeArray(array);
    }
  }

  /** After so many buffers there are no more, as where memory has run out. */
  void failAfter(int buffers) {
    untilFailure = buffers;
  }

  private ByteBuf counted(int initialCapacity, int maxCapacity) {
    if (untilFailure-- == 0) {
      throw new OutOfMemoryError("as the test wants it");
    }
    return new Counted(initialCapacity, maxCapacity);
  }

  long usedBytes() {
    return usedBytes;
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return counted(initialCapacity, maxCapacity);
  }

  /** Of the heap as well: it is cheaper to get. */
  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return counted(initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }
}
