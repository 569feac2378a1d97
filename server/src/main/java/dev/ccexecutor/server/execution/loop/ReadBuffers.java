package dev.ccexecutor.server.execution.loop;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The buffers that a reader loop reads into, one after the other. Whoever wants to keep what was
 * read retains the buffer; once nobody else holds it, it is read into again. So a stream that flows
 * goes through the same few buffers, which are still in the CPU's caches, and no objects are made
 * for them.
 *
 * <p>Buffers that are kept for long are left to those who keep them.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class ReadBuffers {
  /** A little more than a stream has under way whose reader keeps up. */
  private static final int SLOTS = 24;

  private final ByteBufAllocator allocator;
  private final int bytes;
  private final ByteBuf[] slots = new ByteBuf[SLOTS];
  private int nextToLeave;

  /**
   * @param bytes the length of each
   */
  ReadBuffers(ByteBufAllocator allocator, int bytes) {
    this.allocator = allocator;
    this.bytes = bytes;
  }

  /** One that nobody else holds, lent until the next call. */
  ByteBuf next() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] == null) {
        return fill(slot);
      }
      if (slots[slot].refCnt() == 1) {
        return slots[slot];
      }
    }
    int left = nextToLeave;
    nextToLeave = (left + 1) % SLOTS;
    slots[left].release();
    return fill(left);
  }

  /** Leaves to their keepers those that are kept, who are then alone with them. */
  void leaveKept() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] != null && slots[slot].refCnt() > 1) {
        slots[slot].release();
        slots[slot] = null;
      }
    }
  }

  private ByteBuf fill(int slot) {
    slots[slot] = null; // Where no memory can be had, it stays so.
    slots[slot] = allocator.directBuffer(bytes, bytes);
    return slots[slot];
  }

  void release() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] != null) {
        slots[slot].release();
        slots[slot] = null;
      }
    }
  }
}
