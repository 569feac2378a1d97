package dev.ccexecutor.server.execution.output;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/** Knows how much of what it gave was not released. Confined to one thread. */
final class CountingAllocator extends AbstractByteBufAllocator {
  private long usedBytes;

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

  long usedBytes() {
    return usedBytes;
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return new Counted(initialCapacity, maxCapacity);
  }

  /** Of the heap as well: it is cheaper to get. */
  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return new Counted(initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }
}
