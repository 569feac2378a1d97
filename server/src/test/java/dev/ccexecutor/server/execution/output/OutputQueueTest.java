package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OutputQueueTest {
  private static final int CAPACITY_BYTES = 64 * 1024;
  private static final int CHUNK_BYTES = 16 * 1024;

  private final AtomicInteger consumerWakeUps = new AtomicInteger();
  private final AtomicInteger producerWakeUps = new AtomicInteger();
  private final OutputQueue queue =
      new OutputQueue(
          CAPACITY_BYTES, consumerWakeUps::incrementAndGet, producerWakeUps::incrementAndGet);

  @Test
  void shouldWakeTheConsumerOncePerBatchWhenItHasNotBegunToDrain() {
    offer(CHUNK_BYTES);
    queue.flush();
    offer(CHUNK_BYTES);
    queue.flush();

    assertThat(consumerWakeUps).hasValue(1);
    drainAll();
    offer(CHUNK_BYTES);
    queue.flush();
    assertThat(consumerWakeUps).hasValue(2);
    drainAll();
  }

  @Test
  void shouldNotWakeTheConsumerWhenNothingWasOffered() {
    queue.flush();

    assertThat(consumerWakeUps).hasValue(0);
  }

  @Test
  void shouldTellTheProducerToParkWhenFullAndWakeItAtHalf() {
    while (!queue.parkIfFull()) {
      offer(CHUNK_BYTES);
    }
    assertThat(queue.queuedBytes()).isEqualTo(CAPACITY_BYTES);

    queue.poll().release();
    assertThat(producerWakeUps).hasValue(0);
    queue.poll().release();

    assertThat(producerWakeUps).hasValue(1);
    assertThat(queue.parkIfFull()).isFalse();
    drainAll();
    assertThat(producerWakeUps).hasValue(1);
  }

  @Test
  void shouldCountSingleBytesDearlyWhenAChildWritesThemOneByOne() {
    int chunks = 0;
    while (!queue.parkIfFull()) {
      offer(1);
      chunks++;
    }

    assertThat(chunks).isLessThanOrEqualTo(CAPACITY_BYTES / 512);
    drainAll();
  }

  @Test
  void shouldReleaseWhatIsQueuedWhenClosed() {
    ByteBuf queued = offer(CHUNK_BYTES);

    queue.close();

    assertThat(queued.refCnt()).isZero();
    assertThat(queue.queuedBytes()).isZero();
  }

  @Test
  void shouldReleaseWhatIsOfferedWhenAlreadyClosed() {
    queue.close();

    ByteBuf late = offer(CHUNK_BYTES);

    assertThat(late.refCnt()).isZero();
    assertThat(queue.parkIfFull()).isFalse();
  }

  @Test
  void shouldWakeAParkedProducerWhenClosed() {
    while (!queue.parkIfFull()) {
      offer(CHUNK_BYTES);
    }

    queue.close();

    assertThat(producerWakeUps).hasValue(1);
  }

  /** Two threads as in the server: each wake-up becomes a task of the other side's one thread. */
  @Test
  void shouldLoseNoWakeUpWhenBothSidesRunAtFullSpeed() throws Exception {
    int chunks = 200_000;
    try (ExecutorService consumer = Executors.newSingleThreadExecutor();
        ExecutorService producer = Executors.newSingleThreadExecutor()) {
      Hand hand = new Hand(chunks, consumer, producer);
      Future<?> first = producer.submit(hand::produce);
      first.get();
      hand.awaitEnd();

      assertThat(hand.offsets).hasValue(chunks);
      assertThat(hand.outOfOrder).hasValue(0);
      assertThat(hand.largest).hasValueLessThanOrEqualTo(CAPACITY_BYTES + 512);
    }
  }

  /** The consumer makes room at the very moment at which the producer looks whether there is. */
  @Test
  void shouldEitherLetTheProducerGoOnOrWakeItWhenRoomIsMadeWhileParking() throws Exception {
    try (ExecutorService consumer = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 100_000; round++) {
        AtomicInteger woken = new AtomicInteger();
        OutputQueue contended = new OutputQueue(CAPACITY_BYTES, () -> {}, woken::incrementAndGet);
        contended.offer(
            new OutputItem.Chunk(StreamType.STDOUT, 0, Unpooled.buffer(CAPACITY_BYTES)));

        Future<?> drained = consumer.submit(() -> contended.poll().release());
        boolean parked = contended.parkIfFull();
        drained.get();

        assertThat(woken).as("wake-ups in round %s", round).hasValue(parked ? 1 : 0);
      }
    }
  }

  @Test
  void shouldReleaseEverythingWhenClosedInTheMiddleOfAFlood() throws Exception {
    for (int round = 0; round < 200; round++) {
      List<ByteBuf> all = new ArrayList<>();
      AtomicReference<OutputQueue> self = new AtomicReference<>();
      try (ExecutorService consumer = Executors.newSingleThreadExecutor()) {
        OutputQueue flooded =
            new OutputQueue(
                CAPACITY_BYTES, () -> consumer.execute(() -> self.get().close()), () -> {});
        self.set(flooded);
        for (int i = 0; i < 50; i++) {
          ByteBuf bytes = Unpooled.buffer(64).writeZero(64);
          all.add(bytes);
          flooded.offer(new OutputItem.Chunk(StreamType.STDOUT, i, bytes));
          flooded.flush();
          if (i == 10) {
            consumer.execute(flooded::close);
          }
        }
        // The server's consumer is woken for what slipped in; the last flush may have been
        // coalesced.
        consumer.execute(flooded::close);
      }
      assertThat(all).allMatch(bytes -> bytes.refCnt() == 0);
    }
  }

  private ByteBuf offer(int bytes) {
    ByteBuf buffer = Unpooled.buffer(bytes, bytes).writeZero(bytes);
    queue.offer(new OutputItem.Chunk(StreamType.STDOUT, 0, buffer));
    return buffer;
  }

  private void drainAll() {
    queue.beginDrain();
    for (OutputItem item = queue.poll(); item != null; item = queue.poll()) {
      item.release();
    }
  }

  /** Both hands of the hand-off, each on its executor. */
  private static final class Hand {
    final AtomicLong offsets = new AtomicLong();
    final AtomicInteger outOfOrder = new AtomicInteger();
    final AtomicLong largest = new AtomicLong();
    private final int chunks;
    private final OutputQueue queue;
    private final ExecutorService consumer;
    private final CountDownLatch end = new CountDownLatch(1);
    private int produced;

    Hand(int chunks, ExecutorService consumer, ExecutorService producer) {
      this.chunks = chunks;
      this.consumer = consumer;
      this.queue =
          new OutputQueue(
              CAPACITY_BYTES,
              () -> consumer.execute(this::consume),
              () -> producer.execute(this::produce));
    }

    void produce() {
      while (produced < chunks) {
        if (queue.parkIfFull()) {
          queue.flush();
          return;
        }
        ByteBuf bytes = Unpooled.buffer(1, 1).writeZero(1);
        queue.offer(new OutputItem.Chunk(StreamType.STDOUT, produced++, bytes));
        largest.accumulateAndGet(queue.queuedBytes(), Math::max);
        if (produced % 7 == 0) {
          queue.flush();
        }
      }
      queue.flush();
    }

    private void consume() {
      queue.beginDrain();
      for (OutputItem item = queue.poll(); item != null; item = queue.poll()) {
        if (((OutputItem.Chunk) item).offset() != offsets.getAndIncrement()) {
          outOfOrder.incrementAndGet();
        }
        item.release();
      }
      if (offsets.get() == chunks) {
        end.countDown();
      }
    }

    void awaitEnd() throws InterruptedException {
      assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(consumer.isShutdown()).isFalse();
    }
  }
}
