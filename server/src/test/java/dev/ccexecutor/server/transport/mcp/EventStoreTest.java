package dev.ccexecutor.server.transport.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStoreTest {
  private static final byte[] LARGE = new byte[(int) (EventStore.MAX_BYTES / 4)];

  private final EventMemory memory = new EventMemory(4 * EventStore.MAX_BYTES);
  private final EventStore store = new EventStore(memory);

  private EventStore.Track begin() {
    return store.begin(new EventStream(store, false, Map.of(), null));
  }

  private Optional<Integer> countAfter(String id) {
    return store.find(id).flatMap(store::after).map(List::size);
  }

  @Test
  void shouldGiveAllThatCameAfterAnEventWhenItIsThere() {
    EventStore.Track track = begin();
    store.add(track, new byte[1]);
    String second = store.add(track, new byte[1]);
    store.add(track, new byte[1]);

    assertThat(countAfter(track.firstId())).contains(3);
    assertThat(countAfter(second)).contains(1);
  }

  @Test
  void shouldDropTheEldestOfStreamsThatAreHeardWhenThereIsNoRoom() {
    EventStore.Track heard = begin();
    EventStore.Track missed = begin();
    store.heard(missed, false);
    String first = store.add(missed, LARGE);
    store.add(missed, LARGE);
    for (int i = 0; i < 5; i++) {
      store.add(heard, LARGE);
    }

    assertThat(countAfter(first)).contains(1);
    assertThat(countAfter(missed.firstId())).contains(2);
    assertThat(countAfter(heard.firstId())).isEmpty();
    assertThat(store.usedBytes()).isLessThanOrEqualTo(EventStore.MAX_BYTES);
  }

  @Test
  void shouldTellOfTheHoleWhenAnEventIsLargerThanAllThatMayBeKept() {
    EventStore.Track track = begin();
    String before = store.add(track, new byte[1]);
    String lost = store.add(track, new byte[(int) EventStore.MAX_BYTES]);
    store.add(track, new byte[1]);

    assertThat(countAfter(before)).isEmpty();
    assertThat(countAfter(lost)).contains(1);
  }

  @Test
  void shouldDropOwnEventsWhenAllSessionsTogetherHoldTooMuch() {
    EventStore other = new EventStore(memory);
    EventStore.Track mine = begin();
    String first = store.add(mine, LARGE);
    assertThat(memory.take(4 * EventStore.MAX_BYTES - memory.usedBytes())).isTrue();

    String second = store.add(mine, LARGE);
    EventStore.Track theirs = other.begin(new EventStream(other, false, Map.of(), null));
    other.add(theirs, LARGE);

    assertThat(countAfter(mine.firstId())).isEmpty();
    assertThat(countAfter(first)).contains(1);
    assertThat(countAfter(second)).contains(0);
    assertThat(other.find(theirs.firstId()).flatMap(other::after)).isEmpty();
    assertThat(other.usedBytes()).isZero();
  }

  @Test
  void shouldForgetTheEldestStreamsWhenManyHaveEnded() {
    EventStore.Track first = begin();
    store.add(first, new byte[1]);
    store.end(first);
    for (int i = 0; i < EventStore.MAX_ENDED; i++) {
      EventStore.Track track = begin();
      store.add(track, new byte[1]);
      store.end(track);
      assertThat(countAfter(track.firstId())).contains(1);
    }

    assertThat(store.find(first.firstId())).isEmpty();
  }

  @Test
  void shouldGiveEverythingBackWhenItIsClosed() {
    EventStore.Track track = begin();
    store.add(track, LARGE);
    assertThat(memory.usedBytes()).isPositive();

    store.close();
    store.add(track, LARGE);

    assertThat(memory.usedBytes()).isZero();
    assertThat(store.hasRoom()).isFalse();
    assertThat(store.find(track.firstId())).isEmpty();
  }
}
