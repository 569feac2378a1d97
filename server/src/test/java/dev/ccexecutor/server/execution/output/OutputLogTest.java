package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputLogTest {
  private static final int HELD = 256 * 1024;
  private static final int READ = 64 * 1024;

  private final AtomicInteger rooms = new AtomicInteger();
  private final ReaderLoop loop = new ReaderLoop(null, UnpooledByteBufAllocator.DEFAULT);
  private OutputLog log;
  private OutputQueue queue;

  private void open(WhenFull whenFull) {
    log =
        new OutputLog(
            loop, new OutputLog.Retention(0, whenFull, SpoolMode.OFF), rooms::incrementAndGet);
    FeedTerms terms = new FeedTerms(true, false, false, HELD, whenFull);
    queue = new OutputQueue(terms.queueBytes(), () -> {}, () -> {});
    log.own(queue, terms, 0, 0);
  }

  @AfterEach
  void close() {
    log.close();
    queue.close();
  }

  private void append(int bytes) {
    ByteBuf read = Unpooled.wrappedBuffer(new byte[bytes]);
    log.append(StreamType.STDOUT, read);
    read.release();
  }

  /** What the event loop does, which does not yet bring the reader loop to advance. */
  private void takeAll() {
    for (OutputItem item = queue.poll(); item != null; item = queue.poll()) {
      OutputItem.Chunk chunk = (OutputItem.Chunk) item;
      long end = chunk.offset() + chunk.bytes().readableBytes();
      item.release();
      queue.released(StreamType.STDOUT, end);
    }
  }

  @Test
  void shouldTellOfRoomWhenThePipeThatDidNotWaitHasFoundItFirst() {
    open(WhenFull.BLOCK);
    while (!log.parkIfFull()) {
      append(READ);
    }
    takeAll();
    assertThat(log.parkIfFull()).as("for the other pipe").isFalse();

    log.advance();

    assertThat(rooms).as("told to the one that waits").hasValue(1);
  }

  @Test
  void shouldKeepTheNewestWhenAllThatMayBeIsUnderWay() {
    open(WhenFull.DROP_OLDEST);
    long to = 0;
    for (int read = 0; read < 20; read++) {
      assertThat(log.parkIfFull()).isFalse();
      append(READ);
      to += READ;
    }
    append(1);
    log.parkIfFull();

    assertThat(log.firstAvailable(StreamType.STDOUT, to + 1 - READ)).isEqualTo(to + 1 - READ);
    assertThat(log.firstAvailable(StreamType.STDOUT, 0)).isZero();
    assertThat(log.keptBytes()).isLessThanOrEqualTo(HELD + 3 * READ);
  }
}
