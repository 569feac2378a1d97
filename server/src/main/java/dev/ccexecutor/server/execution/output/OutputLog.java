package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.spool.Spool;
import dev.ccexecutor.server.execution.spool.SpoolListener;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an execution has printed, as far as it is kept, and those who read it.
 *
 * <p><b>Kept</b> is what the owner has not taken care of yet, and of what it has as much as {@code
 * replayBytes}. With an owner that lags behind by its limit, {@code whenFull} acts: the pipes are
 * not read, or the oldest that was not sent yet goes. Without an owner the former one's place
 * counts, so that it can come back.
 *
 * <p>Everything here is the reader loop's; other threads see {@link #range}.
 */
@RunsOn(ThreadRole.READER_LOOP)
public final class OutputLog {
  /**
   * What may be kept.
   *
   * @param replayBytes of what was taken care of
   * @param whenFull what happens when the owner lags too far behind
   * @param spool what goes to disk
   */
  public record Retention(long replayBytes, WhenFull whenFull, SpoolMode spool) {}

  /** With a spool memory holds no more than this of what is on disk. */
  private static final long MOST_HELD_TWICE_BYTES = 1024 * 1024;

  private final KeptOutput kept;
  private final SpoolBranch spooling;
  private final Runnable onRoom;
  private final List<OutputFeed> feeds = new ArrayList<>();
  private final StreamPositions ownerReleased = new StreamPositions();
  private final StreamPositions ownerPosition = new StreamPositions();

  /** All before this is gone, also what files may still have of it. */
  private final StreamPositions gone = new StreamPositions();

  private final PublishedRange stdoutRange = new PublishedRange();
  private final PublishedRange stderrRange = new PublishedRange();
  private long replayBytes;
  private WhenFull whenFull;
  private long ownerHeldBytes;
  private OutputFeed owner;
  private boolean parked;
  private boolean stdoutEnded;
  private boolean stderrEnded;
  private long heldTwiceBytes = MOST_HELD_TWICE_BYTES;
  private boolean discarded;
  private long droppedBytes;
  private ProcessCompleted completion;

  /**
   * Makes an empty one.
   *
   * @param onRoom called after {@link #parkIfFull} has said to park, when there is room
   */
  public OutputLog(ReaderLoop loop, Retention retention, Runnable onRoom) {
    this.kept = new KeptOutput(loop.allocator());
    this.spooling = new SpoolBranch(loop, retention.spool(), kept, this::advance);
    this.replayBytes = retention.replayBytes();
    this.whenFull = retention.whenFull();
    this.onRoom = onRoom;
  }

  /** Before anything is read, where something is to go to disk. */
  public void open(Spool spool) {
    spooling.open(spool);
  }

  /** Hears of the spool. */
  public SpoolListener spoolListener() {
    return spooling;
  }

  // What the pipes bring.

  /** Takes in what was read, which is lent for the call. */
  void append(StreamType stream, ByteBuf read) {
    kept.append(stream, read);
    range(stream).to(kept.to(stream));
    feeds.forEach(OutputFeed::pump);
  }

  /** Nothing more will come of this stream. */
  void end(StreamType stream) {
    if (stream == StreamType.STDOUT) {
      stdoutEnded = true;
    } else {
      stderrEnded = true;
    }
    feeds.forEach(OutputFeed::pump);
  }

  /**
   * Nothing more comes but the end record: what is on disk is sealed.
   *
   * @param onSealed gets what is there of a transcript; null if none was asked for
   */
  void seal(ProcessCompleted end, Consumer<TranscriptSummary> onSealed) {
    spooling.seal(end, onSealed);
  }

  /** The very last. */
  void complete(ProcessCompleted end) {
    completion = end;
    advance();
  }

  /**
   * Takes over what another server has left. Before anybody attaches; any thread.
   *
   * @param stdoutTo behind the last byte that is known of
   * @param stderrTo the same of the other stream
   * @param spool what is on disk; null if nothing is
   */
  public void restore(ProcessCompleted end, long stdoutTo, long stderrTo, Spool spool) {
    if (spool != null) {
      spooling.restore(spool);
    }
    for (StreamType stream : StreamType.OUTPUTS) {
      long to = stream == StreamType.STDOUT ? stdoutTo : stderrTo;
      kept.beginAt(stream, to);
      range(stream).to(to);
      ownerReleased.set(stream, to);
      ownerPosition.set(stream, to);
    }
    stdoutEnded = true;
    stderrEnded = true;
    completion = end;
    publishFrom();
  }

  /** Tells whoever reads of what has come. */
  void flush() {
    spooling.pump();
    feeds.forEach(OutputFeed::flush);
  }

  /** The same, also of what is no news by itself. */
  void flushAll() {
    feeds.forEach(OutputFeed::flushAll);
  }

  /** Whether to read no more for now. If so, {@code onRoom} follows. */
  boolean parkIfFull() {
    forget();
    parked = mustPark();
    return parked;
  }

  // Who reads.

  /**
   * Opens a feed for an observer.
   *
   * @return it, not yet pumped
   */
  public OutputFeed observe(OutputQueue queue, FeedTerms terms, long stdoutFrom, long stderrFrom) {
    OutputFeed feed = new OutputFeed(this, queue, terms, stdoutFrom, stderrFrom);
    feeds.add(feed);
    return feed;
  }

  /**
   * Opens a feed for a new owner. What is before these offsets counts as taken care of.
   *
   * @return it, not yet pumped
   */
  public OutputFeed own(OutputQueue queue, FeedTerms terms, long stdoutFrom, long stderrFrom) {
    if (owner != null) {
      close(owner);
    }
    owner = observe(queue, terms, stdoutFrom, stderrFrom);
    ownerHeldBytes = terms.heldBytes();
    whenFull = terms.whenFull();
    noteOwner();
    return owner;
  }

  /** It wants nothing more. */
  public void close(OutputFeed feed) {
    if (feed == owner) {
      noteOwner();
      owner = null;
    }
    feed.close();
    feeds.remove(feed);
    advance();
  }

  /** Nobody will come back for it: from now on only the newest is kept. */
  public void abandon() {
    whenFull = WhenFull.DROP_OLDEST;
    advance();
  }

  /** It has ended and has no owner: memory holds only what is nowhere else. */
  public void settle() {
    heldTwiceBytes = 0;
    advance();
  }

  /** Nobody can attach any more: all goes once no owner takes it. */
  public void discard() {
    discarded = true;
    replayBytes = 0;
    abandon();
  }

  /** Nobody reads any more, and all goes. */
  public void close() {
    feeds.forEach(OutputFeed::close);
    feeds.clear();
    owner = null;
    discard();
  }

  /** A queue has room, was closed, or its client has taken care of something. */
  public void advance() {
    forget();
    feeds.forEach(OutputFeed::pump);
    flush();
    if (parked && !mustPark()) {
      parked = false;
      onRoom.run();
    }
  }

  // What there is.

  KeptOutput kept() {
    return kept;
  }

  long to(StreamType stream) {
    return kept.to(stream);
  }

  boolean hasEnded(StreamType stream) {
    return stream == StreamType.STDOUT ? stdoutEnded : stderrEnded;
  }

  ProcessCompleted completion() {
    return completion;
  }

  /** The offset itself if its byte is kept, else the next greater one whose is, or the end. */
  public long firstAvailable(StreamType stream, long offset) {
    long from = Math.max(offset, gone.get(stream));
    long inMemory = firstInMemory(stream, from);
    long onDisk = spooling.firstAvailable(stream, from);
    return onDisk < 0 ? inMemory : Math.min(inMemory, onDisk);
  }

  /** The same of what is in memory alone. */
  long firstInMemory(StreamType stream, long offset) {
    OutputBlock block = kept.firstFrom(stream, offset);
    return block == null ? kept.to(stream) : Math.max(offset, block.offset());
  }

  /** Where what is no longer in memory may be; null if nothing goes to disk. */
  Spool spool() {
    return spooling.spool();
  }

  /** What is kept of a stream; any thread. */
  public StreamRange rangeOf(StreamType stream) {
    return range(stream).get();
  }

  /** How far the owner has taken care of a stream, or the last one had. */
  public long releasedByOwner(StreamType stream) {
    noteOwner();
    return ownerReleased.get(stream);
  }

  /** How much memory is in use for what is kept. */
  public long keptBytes() {
    return kept.bytes();
  }

  /** How many bytes went because of {@code drop_oldest} before they were sent to the owner. */
  public long droppedBytes() {
    return droppedBytes;
  }

  // Keeping within the bounds.

  private void noteOwner() {
    if (owner != null) {
      for (StreamType stream : StreamType.OUTPUTS) {
        ownerReleased.set(stream, owner.released(stream));
        ownerPosition.set(stream, owner.position(stream));
      }
    }
  }

  private boolean mustPark() {
    boolean ownerFull = behind(ownerReleased) >= ownerHeldBytes;
    boolean full = ownerFull && whenFull == WhenFull.BLOCK;
    if (full && owner != null) {
      owner.queue().wakeWhenReleased(ownerReleased.total() + owner.terms().wakeBytes());
    }
    for (OutputFeed feed : feeds) {
      if (feed != owner && feed.terms().blocks() && isFull(feed)) {
        full = true;
        feed.queue().wakeWhenReleased(feed.queue().releasedTotal() + feed.terms().wakeBytes());
      }
    }
    if (spooling.canTake() && (full || ownerFull)) {
      spooling.begin(floor(StreamType.STDOUT), floor(StreamType.STDERR));
      full = false;
    }
    return full || spooling.isBehind();
  }

  private boolean isFull(OutputFeed feed) {
    long released = feed.released(StreamType.STDOUT) + feed.released(StreamType.STDERR);
    return toTotal() - released >= feed.terms().heldBytes();
  }

  private long behind(StreamPositions positions) {
    return toTotal() - positions.total();
  }

  private long toTotal() {
    return kept.to(StreamType.STDOUT) + kept.to(StreamType.STDERR);
  }

  /** Drops what need not be kept any more, and what may not. */
  private void forget() {
    noteOwner();
    long before = kept.bytes();
    while (dropReleased() || dropWritten() || dropUnsent()) {
      // Each turn drops one block.
    }
    if (discarded && owner == null) {
      kept.dropAll();
      spooling.close();
    }
    if (spooling.isActive()) {
      releaseSpool();
    }
    if (kept.bytes() != before || spooling.isActive()) {
      publishFrom();
    }
  }

  private void releaseSpool() {
    for (StreamType stream : StreamType.OUTPUTS) {
      spooling.releaseBefore(stream, floor(stream) - replayBytes);
    }
    if (isInMemory(StreamType.STDOUT) && isInMemory(StreamType.STDERR)) {
      spooling.pauseIfWritten();
    }
  }

  /** All that was not taken care of, with room for more. */
  private boolean isInMemory(StreamType stream) {
    OutputBlock block = kept.oldest(stream);
    long from = block == null ? kept.to(stream) : block.offset();
    return from <= floor(stream) && behind(ownerReleased) <= ownerHeldBytes / 2;
  }

  /** What is on disk too, where memory holds more than a tail. */
  private boolean dropWritten() {
    if (kept.bytes() <= Math.min(ownerHeldBytes, heldTwiceBytes)) {
      return false;
    }
    OutputBlock oldest = null;
    for (StreamType stream : StreamType.OUTPUTS) {
      OutputBlock block = kept.oldest(stream);
      if (block != null
          && spooling.isWritten(block)
          && (oldest == null || block.order() < oldest.order())) {
        oldest = block;
      }
    }
    if (oldest != null) {
      kept.drop(oldest);
    }
    return oldest != null;
  }

  /** The oldest that was taken care of, if enough of that is left for those who attach later. */
  private boolean dropReleased() {
    OutputBlock oldest = null;
    long releasedBytes = 0;
    for (StreamType stream : StreamType.OUTPUTS) {
      OutputBlock block = kept.oldest(stream);
      long floor = floor(stream);
      if (block != null && block.offset() < floor) {
        releasedBytes += floor - block.offset();
        if (block.end() <= floor
            && spooling.hasNoNeedOf(block)
            && (oldest == null || block.order() < oldest.order())) {
          oldest = block;
        }
      }
    }
    boolean enough = oldest != null && releasedBytes - oldest.length() >= replayBytes;
    if (enough) {
      if (!spooling.isWritten(oldest)) {
        gone.set(oldest.stream(), oldest.end());
      }
      kept.drop(oldest);
    }
    return enough;
  }

  /** All before this is taken care of by everybody who may hold it up. */
  private long floor(StreamType stream) {
    long floor = ownerReleased.get(stream);
    for (OutputFeed feed : feeds) {
      if (feed != owner && feed.terms().blocks()) {
        floor = Math.min(floor, feed.released(stream));
      }
    }
    return floor;
  }

  /**
   * The oldest that the owner was not sent yet, where more is kept than may be. What one read
   * brings has room beside all that was sent and not acknowledged: it is the newest that is to
   * stay.
   */
  private boolean dropUnsent() {
    if (whenFull != WhenFull.DROP_OLDEST
        || spooling.isActive()
        || kept.bytes() <= ownerHeldBytes + replayBytes + ReaderLoop.READ_BYTES) {
      return false;
    }
    OutputBlock oldest = null;
    for (StreamType stream : StreamType.OUTPUTS) {
      OutputBlock block = oldestToDrop(stream);
      if (block != null && (oldest == null || block.order() < oldest.order())) {
        oldest = block;
      }
    }
    if (oldest != null) {
      droppedBytes += Math.max(0, oldest.end() - ownerReleased.get(oldest.stream()));
      kept.drop(oldest);
    }
    return oldest != null;
  }

  /**
   * What was sent and is not yet acknowledged stays, as does what a blocking observer waits for.
   */
  private OutputBlock oldestToDrop(StreamType stream) {
    OutputBlock block = kept.oldest(stream);
    if (block != null && block.end() > ownerReleased.get(stream)) {
      block = kept.firstFrom(stream, ownerPosition.get(stream));
      if (block != null && block.offset() < ownerPosition.get(stream)) {
        block = block.next();
      }
    }
    return block == null || heldByObserver(block) ? null : block;
  }

  private boolean heldByObserver(OutputBlock block) {
    for (OutputFeed feed : feeds) {
      if (feed != owner && feed.terms().blocks() && block.end() > feed.released(block.stream())) {
        return true;
      }
    }
    return false;
  }

  private void publishFrom() {
    for (StreamType stream : StreamType.OUTPUTS) {
      range(stream).from(firstAvailable(stream, 0));
    }
  }

  private PublishedRange range(StreamType stream) {
    return stream == StreamType.STDOUT ? stdoutRange : stderrRange;
  }
}
