package dev.ccexecutor.server.execution.spool;

import java.util.Map;
import java.util.TreeMap;

/** Which bytes of a stream a {@link ScriptedSpool} has, by segment. */
final class StreamParts {
  /** From where on a segment has bytes, and up to where. */
  private final TreeMap<Long, Long> segments = new TreeMap<>();

  private long releasedBefore;

  void add(long offset, int length, long segmentBytes) {
    Map.Entry<Long, Long> last = segments.lastEntry();
    boolean goesOn =
        last != null && last.getValue() == offset && offset - last.getKey() < segmentBytes;
    segments.put(goesOn ? last.getKey() : offset, offset + length);
  }

  long to() {
    return segments.isEmpty() ? 0 : segments.lastEntry().getValue();
  }

  long firstAvailable(long offset) {
    if (lengthAt(offset, 1) > 0) {
      return offset;
    }
    Long next = segments.higherKey(offset);
    return next == null ? -1 : next;
  }

  /** 0 if the byte is not there. */
  int lengthAt(long offset, int maxBytes) {
    Map.Entry<Long, Long> below = segments.floorEntry(offset);
    return below == null ? 0 : Math.clamp(below.getValue() - offset, 0, maxBytes);
  }

  void releaseBefore(long offset) {
    releasedBefore = Math.max(releasedBefore, offset);
  }

  /** Of what is still written the last segment stays. */
  void deleteReleased(boolean ended) {
    while (!segments.isEmpty()
        && segments.firstEntry().getValue() <= releasedBefore
        && (ended || segments.size() > 1)) {
      segments.pollFirstEntry();
    }
  }

  void clear() {
    segments.clear();
  }
}
