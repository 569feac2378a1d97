package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.loop.ReaderLoops;
import dev.ccexecutor.server.execution.spool.PrintedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The two threads of a log and its reader, as fast as they can, with limits that make each wait for
 * the other all the time. A wake-up that is lost makes it hang.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OutputWakeUpStressTest {
  private static final long PRINTED_BYTES = 2_000_000;
  private static final long HELD_BYTES = 4096;
  private static final int ROUNDS = 20;
  private static final int ITEMS = 200_000;

  private final ReaderLoops loops = new ReaderLoops(1, ByteBufAllocator.DEFAULT);
  private final ReaderLoop loop = loops.next();
  private final ExecutorService eventLoop = Executors.newSingleThreadExecutor();

  @AfterEach
  void endThreads() throws Exception {
    eventLoop.shutdownNow();
    loops.close();
  }

  @Test
  void shouldNeverWaitForEverWhenTheClientAcknowledgesALittleAtATime() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      run(new FeedTerms(true, false, true, HELD_BYTES, WhenFull.BLOCK));
    }
  }

  @Test
  void shouldNeverWaitForEverWhenTheClientHasNoWindow() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      run(new FeedTerms(true, false, false, HELD_BYTES, WhenFull.BLOCK));
    }
  }

  /** With room for one item each of them makes the one side wait, and the other wake it. */
  @Test
  void shouldNeverWaitForEverWhenTheQueueHoldsOneItem() throws Exception {
    Semaphore wakeUps = new Semaphore(0);
    OutputQueue queue = new OutputQueue(1, () -> {}, wakeUps::release);
    Future<?> consumer = eventLoop.submit(() -> takeItems(queue));

    for (int i = 0; i < ITEMS; i++) {
      queue.offer(item(i));
      meetAtAnotherMoment(i);
      while (queue.parkIfFull()) {
        assertThat(wakeUps.tryAcquire(1, TimeUnit.MINUTES)).as("woken").isTrue();
      }
    }
    consumer.get(1, TimeUnit.MINUTES);
  }

  @Test
  void shouldNeverWaitForEverWhenEachItemMustBeReleased() throws Exception {
    Semaphore wakeUps = new Semaphore(0);
    OutputQueue queue = new OutputQueue(1, () -> {}, wakeUps::release);
    Future<?> consumer = eventLoop.submit(() -> takeItems(queue));

    for (int i = 0; i < ITEMS; i++) {
      queue.offer(item(i));
      meetAtAnotherMoment(i);
      queue.wakeWhenReleased(i + 1);
      assertThat(wakeUps.tryAcquire(1, TimeUnit.MINUTES)).as("woken").isTrue();
    }
    consumer.get(1, TimeUnit.MINUTES);
  }

  /** The consumer takes its time to see the item; each turn meets it somewhere else. */
  private static void meetAtAnotherMoment(int turn) {
    for (int i = turn % 200; i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  private static OutputItem item(long offset) {
    return new OutputItem.Chunk(StreamType.STDOUT, offset, Unpooled.wrappedBuffer(new byte[] {1}));
  }

  private static void takeItems(OutputQueue queue) {
    int taken = 0;
    while (taken < ITEMS && !Thread.currentThread().isInterrupted()) {
      OutputItem item = queue.poll();
      if (item == null) {
        Thread.onSpinWait();
      } else {
        item.release();
        taken++;
        queue.released(StreamType.STDOUT, taken);
      }
    }
  }

  private void run(FeedTerms terms) throws Exception {
    Scene scene = new Scene(terms);
    loop.execute(scene::begin);
    assertThat(scene.received.get(1, TimeUnit.MINUTES)).isEqualTo(PRINTED_BYTES);
    loop.execute(() -> scene.log.close());
  }

  /** A child that prints on the loop as long as it may, and a client on the event loop. */
  private final class Scene {
    private final CompletableFuture<Long> received = new CompletableFuture<>();
    private final OutputLog log =
        new OutputLog(
            loop, "e", new OutputLog.Retention(0, WhenFull.BLOCK, SpoolMode.OFF), this::print);
    private final FeedTerms terms;
    private final OutputQueue queue;
    private boolean wrong;
    private long taken;
    private long acknowledged;

    Scene(FeedTerms terms) {
      this.terms = terms;
      this.queue =
          new OutputQueue(
              terms.queueBytes(),
              () -> eventLoop.execute(this::drain),
              () -> loop.execute(log::advance));
    }

    void begin() {
      log.own(queue, terms, 0, 0);
      log.advance();
      print();
    }

    private void print() {
      long position = log.to(StreamType.STDOUT);
      while (position < PRINTED_BYTES && !log.parkIfFull()) {
        int count = (int) Math.min(1 + position % 700, PRINTED_BYTES - position);
        ByteBuf read = loop.allocator().directBuffer(count);
        PrintedBytes.write(StreamType.STDOUT, position, count, read);
        log.append(StreamType.STDOUT, read);
        read.release();
        position += count;
        if (position % 3 == 0) {
          log.flush();
        }
      }
      log.flush();
    }

    private void drain() {
      OutputItem item = next();
      while (item != null) {
        if (item instanceof OutputItem.Chunk chunk) {
          boolean right = PrintedBytes.matches(chunk.stream(), taken, chunk.bytes());
          wrong |= !right;
          taken += chunk.bytes().readableBytes();
        }
        item.release();
        acknowledge();
        item = next();
      }
      if (taken == PRINTED_BYTES) {
        received.complete(wrong ? -1 : taken);
      }
    }

    /** In small pieces, where there is a window. */
    private void acknowledge() {
      while (acknowledged < taken) {
        acknowledged = terms.acknowledges() ? Math.min(taken, acknowledged + 97) : taken;
        queue.released(StreamType.STDOUT, acknowledged);
      }
    }

    private OutputItem next() {
      OutputItem item = queue.poll();
      if (item == null) {
        queue.beginDrain();
        item = queue.poll();
      }
      return item;
    }
  }
}
