package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which bytes of a stream are in which segment, as far as the reader loop was told. */
@RunsOn(ThreadRole.READER_LOOP)
final class StreamIndex {
  /**
   * A segment and how far it is written.
   *
   * @param to behind its last byte
   */
  record Part(Segment segment, long to) {
    long position(long offset) {
      return offset - segment.from();
    }

    int length(long offset, int maxBytes) {
      return (int) Math.min(maxBytes, to - offset);
    }
  }

  private final TreeMap<Long, Part> parts = new TreeMap<>();
  private long releasedBefore;
  private boolean ended;

  void written(Segment segment, long to) {
    parts.put(segment.from(), new Part(segment, to));
  }

  /** Behind the last byte that is there; 0 if there is none. */
  long to() {
    return parts.isEmpty() ? 0 : parts.lastEntry().getValue().to();
  }

  /** Null if the byte is not there. */
  Part at(long offset) {
    Map.Entry<Long, Part> below = parts.floorEntry(offset);
    return below != null && below.getValue().to() > offset ? below.getValue() : null;
  }

  /** The offset itself, or the next one that is there, or -1. */
  long firstAvailable(long offset) {
    if (at(offset) != null) {
      return offset;
    }
    Long next = parts.higherKey(offset);
    return next == null ? -1 : next;
  }

  void releaseBefore(long offset) {
    releasedBefore = Math.max(releasedBefore, offset);
  }

  /** Nothing more is written, so that the last segment can go too. */
  void ended() {
    ended = true;
  }

  /** Takes out what was released and is no longer written. */
  List<Segment> takeReleased() {
    List<Segment> released = new ArrayList<>();
    while (!parts.isEmpty()
        && parts.firstEntry().getValue().to() <= releasedBefore
        && (ended || parts.size() > 1)) {
      released.add(parts.pollFirstEntry().getValue().segment());
    }
    return released;
  }

  List<Segment> segments() {
    return parts.values().stream().map(Part::segment).toList();
  }

  void clear() {
    parts.clear();
  }
}
