package dev.ccexecutor.server.transport.mcp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of a session's streams, for a client that comes back. There is room for so much; then
 * the eldest events go, at first of streams that somebody hears. Whoever asks for what has gone is
 * told so: it gets all that it has missed, or nothing.
 *
 * <p>Any thread; held for the time of a look into a table.
 */
final class EventStore implements AutoCloseable {
  /** What is kept of one session. */
  static final long MAX_BYTES = 2 * 1024 * 1024;

  /** Streams that have ended, of which something is kept. */
  static final int MAX_ENDED = 64;

  private static final int EVENT_BYTES = 128;

  private final EventMemory memory;
  private final Map<Long, Track> tracks = new LinkedHashMap<>();
  private final Deque<Track> ended = new ArrayDeque<>();
  private long lastTrack;
  private long usedBytes;
  private boolean closed;

  EventStore(EventMemory memory) {
    this.memory = memory;
  }

  /** An event that is kept. */
  static final class Event {
    private final String id;
    private final byte[] message;

    private Event(String id, byte[] message) {
      this.id = id;
      this.message = message;
    }

    ByteBuf toBytes() {
      return ServerSentEvent.of(id, message);
    }
  }

  /** What is kept of one stream. All of it is the store's. */
  static final class Track {
    private final long number;
    private final EventStream stream;
    private final Deque<Event> events = new ArrayDeque<>();
    private long last;
    private long bytes;
    private boolean heard = true;

    private Track(long number, EventStream stream) {
      this.number = number;
      this.stream = stream;
    }

    private long dispensableBytes() {
      return heard ? MAX_BYTES + bytes : bytes;
    }

    /** The id that comes before all of its events. */
    String firstId() {
      return id(0);
    }

    private String id(long event) {
      return number + "-" + event;
    }
  }

  /**
   * A place in a stream, as a client's id tells it.
   *
   * @param event the last that it has; 0 for none
   */
  record Place(Track track, long event) {
    EventStream stream() {
      return track.stream;
    }
  }

  synchronized Track begin(EventStream stream) {
    Track track = new Track(++lastTrack, stream);
    if (!closed) {
      tracks.put(track.number, track);
    }
    return track;
  }

  /** Keeps a message, and says by which id it goes. */
  synchronized String add(Track track, byte[] message) {
    String id = track.id(++track.last);
    long bytes = message.length + (long) EVENT_BYTES;
    if (tracks.get(track.number) == track && makeRoom(bytes)) {
      track.events.add(new Event(id, message));
      track.bytes += bytes;
      usedBytes += bytes;
    } else {
      dropAll(track); // With a hole after them they are of no use.
    }
    return id;
  }

  /** Whether there is room for what may as well be left out. */
  synchronized boolean hasRoom() {
    return !closed && usedBytes < MAX_BYTES / 2;
  }

  /** Empty if no stream of this session has such an event. */
  synchronized Optional<Place> find(String eventId) {
    int dash = eventId.indexOf('-');
    try {
      Track track = dash < 0 ? null : tracks.get(Long.parseLong(eventId, 0, dash, 10));
      long event = track == null ? 0 : Long.parseLong(eventId, dash + 1, eventId.length(), 10);
      return track == null || event < 0 || event > track.last
          ? Optional.empty()
          : Optional.of(new Place(track, event));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** All that came after it; empty if some of that has gone. */
  synchronized Optional<List<Event>> after(Place place) {
    Track track = place.track();
    long missed = track.last - place.event();
    if (missed > track.events.size()) {
      return Optional.empty();
    }
    List<Event> all = new ArrayList<>(track.events);
    return Optional.of(all.subList(all.size() - (int) missed, all.size()));
  }

  /** Whether somebody hears the stream. */
  synchronized void heard(Track track, boolean heard) {
    track.heard = heard;
  }

  /** There will be no more of it. */
  synchronized void end(Track track) {
    if (tracks.get(track.number) == track) {
      ended.add(track);
      if (ended.size() > MAX_ENDED) {
        forget(ended.getFirst());
      }
    }
  }

  /** Nobody will ask for it. */
  synchronized void forget(Track track) {
    dropAll(track);
    tracks.remove(track.number);
    ended.remove(track);
  }

  @Override
  public synchronized void close() {
    closed = true;
    tracks.values().forEach(this::dropAll);
    tracks.clear();
    ended.clear();
  }

  synchronized long usedBytes() {
    return usedBytes;
  }

  private boolean makeRoom(long bytes) {
    while (usedBytes + bytes > MAX_BYTES || !memory.take(bytes)) {
      Optional<Track> heaviest =
          tracks.values().stream()
              .filter(track -> !track.events.isEmpty())
              .max(Comparator.comparingLong(Track::dispensableBytes));
      if (heaviest.isEmpty()) {
        return false;
      }
      dropEldest(heaviest.get());
    }
    return true;
  }

  private void dropAll(Track track) {
    while (!track.events.isEmpty()) {
      dropEldest(track);
    }
  }

  private void dropEldest(Track track) {
    long bytes = track.events.remove().message.length + (long) EVENT_BYTES;
    track.bytes -= bytes;
    usedBytes -= bytes;
    memory.giveBack(bytes);
  }
}
