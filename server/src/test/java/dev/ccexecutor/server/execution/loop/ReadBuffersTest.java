package dev.ccexecutor.server.execution.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadBuffersTest {
  private static final int BYTES = 1024;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final ReadBuffers buffers = new ReadBuffers(allocator, BYTES);

  @AfterEach
  void shouldHoldNothingWhenReleased() {
    buffers.release();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void shouldGiveTheSameBufferWhenNobodyKeepsIt() {
    ByteBuf first = buffers.next();

    assertThat(buffers.next()).isSameAs(first);
    assertThat(allocator.metric().usedDirectMemory()).isEqualTo(BYTES);
  }

  @Test
  void shouldGiveAnotherBufferAsLongAsOneIsKept() {
    ByteBuf kept = buffers.next().retain();
    ByteBuf other = buffers.next();
    assertThat(other).isNotSameAs(kept);

    kept.release();

    assertThat(buffers.next()).isSameAs(kept);
  }

  @Test
  void shouldHoldNoMoreThanItsSlotsWhenManyWereKept() {
    Set<ByteBuf> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 100; i++) {
      kept.add(buffers.next().retain());
    }
    assertThat(kept.size()).isEqualTo(100);

    kept.forEach(ByteBuf::release);

    assertThat(allocator.metric().usedDirectMemory()).isPositive().isLessThan(25L * BYTES);
  }
}
