package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * How far one stream has come. For the client's loop.
 *
 * <p>Three offsets grow, each at most as large as the one before it: what was <em>handed</em> to
 * the listener (or is joined, to be handed over soon), what the listener has <em>released</em>
 * without a hole, and what was <em>acknowledged</em>. A fourth is the connection's: its
 * <em>position</em>, where the next message must begin. After a reconnect that starts at what was
 * released: so the window counts what the listener still holds, and a slow one costs one window of
 * memory however often the connection goes. What comes a second time is dropped here.
 */
final class ReceivedStream {

  private static final long UNKNOWN = -1;

  /**
   * As many pieces as a listener may hold before what follows is joined. With their bookkeeping
   * they take about a quarter of the usual window: so one that holds more of them than bytes costs
   * little more than one that holds a window of bytes.
   */
  private static final int MAX_PIECES = 1024;

  private final StreamType type;
  private final boolean bytesAsTheyAre;
  private final Deque<Span> unreleased = new ArrayDeque<>();
  private final JoinedOutput joined = new JoinedOutput();
  private final CRC32C checksum = new CRC32C();
  private boolean whole;
  private long handed;
  private long released;
  private long acknowledged;
  private long position;

  /** The oldest that the server can still give. */
  private long available;

  /** What was handed over in one piece, or, without a chunk, will not come. */
  private record Span(long end, OutputChunk chunk) {
    boolean isDone() {
      return chunk == null || chunk.isReleased();
    }
  }

  /**
   * @param bytesAsTheyAre false if it comes as text, whose bytes are not the child's
   * @param from the first byte that is wanted; empty for whatever comes first
   */
  ReceivedStream(StreamType type, boolean bytesAsTheyAre, OptionalLong from) {
    this.type = type;
    this.bytesAsTheyAre = bytesAsTheyAre;
    begin(from.orElse(UNKNOWN));
  }

  private void begin(long from) {
    handed = from;
    released = from;
    acknowledged = from;
    position = from;
    whole = bytesAsTheyAre && from == 0;
  }

  /**
   * Takes note of bytes that came.
   *
   * @return how many of them were handed over before
   * @throws ClientException if they are not those that are next
   */
  long take(long offset, long bytes) throws ClientException {
    requireNext(offset);
    position = offset + bytes;
    long known = Math.clamp(handed - offset, 0, bytes);
    handed = Math.max(handed, position);
    return known;
  }

  /**
   * Takes note of bytes that will not come.
   *
   * @return the first of them that the listener does not have; empty if it has all
   */
  OptionalLong skip(long from, long to) throws ClientException {
    requireNext(from);
    position = to;
    return missing(from, to);
  }

  /** The server has nothing before this offset any more. The result is that of {@link #skip}. */
  OptionalLong expired(long availableFrom) {
    available = availableFrom;
    return handed == UNKNOWN ? OptionalLong.empty() : missing(handed, availableFrom);
  }

  private OptionalLong missing(long from, long to) {
    if (to <= handed) {
      return OptionalLong.empty();
    }
    long first = Math.max(from, handed);
    handed = to;
    whole = false;
    unreleased.add(new Span(to, null));
    collect();
    return OptionalLong.of(first);
  }

  private void requireNext(long offset) throws ClientException {
    if (position == UNKNOWN) {
      begin(offset);
    } else if (offset != position) {
      throw new ClientException(
          Reason.FAILED,
          "the server sent " + type.wireName() + " from " + offset + " on, not from " + position);
    }
  }

  /** Whether the bytes that come next are to be joined: others wait already, or many are held. */
  boolean joins() {
    return !joined.isEmpty() || isCrowded();
  }

  /**
   * Bytes that were {@linkplain #take taken} and are to be handed over later, with others.
   *
   * @param content stays the caller's
   */
  void join(long from, long to, ByteBuf content) {
    joined.add(from, to, content);
  }

  boolean hasJoined() {
    return !joined.isEmpty();
  }

  /** Whether so much was joined that it is handed over, however many the listener holds. */
  boolean hasPiece() {
    return joined.isPiece();
  }

  /** Whether something was joined, and the listener holds fewer now. */
  boolean isJoinedDue() {
    return !joined.isEmpty() && !isCrowded();
  }

  /** What was joined; to be {@linkplain #handOver handed over} now. */
  OutputChunk takeJoined(Runnable onRelease) {
    return joined.take(type, onRelease);
  }

  private boolean isCrowded() {
    if (unreleased.size() < MAX_PIECES) {
      return false;
    }
    collect();
    mergeDone();
    return unreleased.size() >= MAX_PIECES;
  }

  /** What was released behind a piece that is held: neighbours need but one entry. */
  private void mergeDone() {
    boolean behindDone = false;
    for (int left = unreleased.size(); left > 0; left--) {
      Span span = unreleased.remove();
      if (span.isDone()) {
        if (behindDone) {
          unreleased.removeLast();
        }
        span = new Span(span.end(), null);
      }
      behindDone = span.chunk() == null;
      unreleased.add(span);
    }
  }

  /** Bytes that are the listener's from now on, behind all before. */
  void handOver(OutputChunk chunk) {
    unreleased.add(new Span(chunk.endOffset(), chunk));
    if (whole) {
      ByteBuf content = chunk.content();
      for (var buffer : content.nioBuffers()) {
        checksum.update(buffer);
      }
    }
  }

  /** Looks what was released. */
  void collect() {
    Span first = unreleased.peek();
    while (first != null && first.isDone()) {
      released = first.end();
      unreleased.remove();
      first = unreleased.peek();
    }
  }

  boolean hasUnreleased() {
    return !unreleased.isEmpty();
  }

  /** How much was released and not acknowledged. */
  long unacknowledgedBytes() {
    return released - acknowledged;
  }

  /** All that was released counts as acknowledged now. */
  long acknowledge() {
    acknowledged = released;
    return acknowledged;
  }

  /**
   * A new connection is asked for this stream.
   *
   * @return from where on; null for the oldest that is kept
   */
  Long resume() {
    if (handed == UNKNOWN) {
      return null;
    }
    // Text may be cut at other places the second time, so nothing of it can be asked for again.
    long from = bytesAsTheyAre ? released : handed;
    position = Math.max(from, available);
    acknowledged = Math.max(acknowledged, Math.min(position, released));
    return position;
  }

  /** What contradicts the totals that the server has told; empty if nothing does. */
  Optional<String> contradiction(StreamTotals totals) {
    if (totals == null || position == UNKNOWN) {
      return Optional.empty();
    }
    if (position != totals.bytes()) {
      return Optional.of(type.wireName() + " ended at " + position + " of " + totals.bytes());
    }
    String sum = StreamTotals.of(totals.bytes(), checksum.getValue()).crc32c();
    return whole && !sum.equals(totals.crc32c())
        ? Optional.of(type.wireName() + " has the crc32c " + sum + ", not " + totals.crc32c())
        : Optional.empty();
  }
}
