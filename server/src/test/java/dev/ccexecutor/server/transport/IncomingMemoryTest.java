package dev.ccexecutor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IncomingMemoryTest {
  private static final long OWN = IncomingMemory.OWN_BYTES;
  private static final long FULL = 300_000;
  private static final long TOTAL = 1_000_000;
  private static final long TIMEOUT_MILLIS = 10_000;

  private long nowNanos = Long.MAX_VALUE - 1000; // It overflows, as nanoTime may.
  private final Queue<Runnable> looks = new ArrayDeque<>();
  private final IncomingMemory memory =
      new IncomingMemory(
          new IncomingBounds(TOTAL, FULL, TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS)),
          () -> nowNanos,
          looks::add);

  /** A connection that remembers what it was told. */
  private final class Sender implements IncomingMemory.Owner {
    private final IncomingMemory.Holding holding = new IncomingMemory.Holding(this);
    private final List<WebSocketCloseStatus> cuts = new ArrayList<>();
    private int readsOn;
    private boolean isWaiting;

    @Override
    public void readOn() {
      isWaiting = false;
      readsOn++;
    }

    @Override
    public void cut(WebSocketCloseStatus why) {
      cuts.add(why);
    }

    /** Takes so many bytes of the stock, if there are. */
    private boolean takes(long bytes) {
      isWaiting = !memory.ask(holding, OWN + bytes);
      if (isWaiting) {
        return false;
      }
      memory.hold(holding, OWN + bytes, bytes, false);
      return true;
    }

    private void finishes() {
      memory.hold(holding, 0, 0, true);
    }

    private boolean isCut() {
      return !cuts.isEmpty();
    }
  }

  @Test
  void shouldTakeNothingOfTheStockWhenAMessageIsSmall() {
    fill();
    Sender small = new Sender();

    assertThat(memory.ask(small.holding, OWN)).isTrue();
    assertThat(memory.hold(small.holding, OWN, 1, false)).isFalse();
  }

  @Test
  void shouldServeOneWhenTheStockIsShort() {
    List<Sender> stalled = fill();
    Sender honest = new Sender();

    assertThat(honest.takes(200_000)).isTrue();
    honest.finishes();

    assertThat(stalled).noneMatch(Sender::isCut);
    assertThat(memory.usedBytes()).isLessThanOrEqualTo(TOTAL);
  }

  @Test
  void shouldLetOthersWaitInTheirOrderWhenOneIsServed() {
    fill();
    Sender first = new Sender();
    Sender second = new Sender();
    Sender third = new Sender();
    assertThat(first.takes(200_000)).isTrue();

    assertThat(second.takes(1)).isFalse();
    assertThat(third.takes(1)).isFalse();
    first.finishes();

    assertThat(second.readsOn).isOne();
    assertThat(third.readsOn).isZero();
    memory.close(second.holding);
    assertThat(third.readsOn).isOne();
  }

  @Test
  void shouldHoldNoMoreThanTheStockWhenManySend() {
    List<Sender> senders = new ArrayList<>();
    for (int number = 0; number < 100; number++) {
      senders.add(new Sender());
    }
    for (int bytes = 10_000; bytes <= 200_000; bytes += 10_000) {
      for (Sender sender : senders) {
        if (!sender.isWaiting) {
          sender.takes(bytes);
        }
        assertThat(memory.usedBytes()).isLessThanOrEqualTo(TOTAL);
      }
    }
    senders.forEach(sender -> memory.close(sender.holding));
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void shouldCutWhoHoldsMostForLongestWhenSomebodyWaitsForASecond() {
    Sender large = new Sender();
    Sender small = new Sender();
    assertThat(large.takes(450_000)).isTrue();
    assertThat(small.takes(200_000)).isTrue();
    Sender stalled = new Sender();
    assertThat(stalled.takes(100_000)).isTrue();
    Sender honest = new Sender();
    assertThat(honest.takes(100_000)).isFalse();

    lookAfter(900);
    assertThat(List.of(large, small, stalled)).noneMatch(Sender::isCut);
    lookAfter(200);

    assertThat(large.cuts).containsExactly(IncomingMemory.NO_MEMORY);
    assertThat(List.of(small, stalled, honest)).noneMatch(Sender::isCut);
    assertThat(honest.readsOn).isZero();
    memory.close(large.holding);
    assertThat(honest.readsOn).isOne();
  }

  @Test
  void shouldServeAllWhenThoseWhoAreServedStall() {
    List<Sender> senders = new ArrayList<>(fill());
    for (int number = 0; number < 20; number++) {
      Sender sender = new Sender();
      sender.takes(100_000);
      senders.add(sender);
    }
    Sender honest = new Sender();
    assertThat(honest.takes(100_000)).isFalse();

    for (int second = 0; second < 25; second++) {
      lookAfter(1100);
      senders.stream().filter(Sender::isCut).forEach(cut -> memory.close(cut.holding));
      senders.removeIf(Sender::isCut);
    }

    assertThat(honest.readsOn).isOne();
  }

  @Test
  void shouldCutNobodyWhenMessagesComeSlowlyAndNobodyWaits() {
    Sender slow = new Sender();
    long bytes = 2048;
    for (int second = 0; second < 100; second++) {
      assertThat(memory.ask(slow.holding, OWN + bytes)).isTrue();
      memory.hold(slow.holding, OWN + bytes, 2048, false);
      lookAfter(1000);
      bytes += 2048;
    }

    assertThat(slow.isCut()).isFalse();
  }

  @Test
  void shouldCutAMessageThatMakesNoProgress() {
    Sender sender = new Sender();
    assertThat(sender.takes(1024)).isTrue();

    lookAfter(1);
    lookAfter(TIMEOUT_MILLIS);
    assertThat(sender.isCut()).isFalse();
    lookAfter(1);
    assertThat(sender.cuts).containsExactly(IncomingMemory.TOO_SLOW);

    memory.close(sender.holding);
    lookAfter(1);
    assertThat(looks).isEmpty();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void shouldGiveEachMessageItsOwnTimeWhenOneFollowsTheOther() {
    Sender sender = new Sender();
    for (int message = 0; message < 10; message++) {
      memory.ask(sender.holding, OWN + 1000);
      memory.hold(sender.holding, OWN + 1000, 1000, true);
      lookAfter(TIMEOUT_MILLIS / 2);
    }

    assertThat(sender.isCut()).isFalse();
  }

  /** Connections that have taken as much as they get, and take no more. */
  private List<Sender> fill() {
    List<Sender> stalled = new ArrayList<>();
    for (int number = 0; number < 7; number++) {
      Sender sender = new Sender();
      assertThat(sender.takes((TOTAL - FULL) / 7)).isTrue();
      stalled.add(sender);
    }
    return stalled;
  }

  private void lookAfter(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    Runnable look = looks.poll();
    assertThat(look).isNotNull();
    look.run();
  }
}
