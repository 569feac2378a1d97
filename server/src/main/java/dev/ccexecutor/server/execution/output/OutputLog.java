package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamOffsets;
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
import java.util.function.Consumer;

/**
 * What an execution has printed, as far as it is kept, and those who read it.
 *
 * <p><b>Kept</b> is what the owner has not taken care of yet, and of what it has as much as {@code
 * replayBytes}. With an owner that lags behind by its limit, {@code whenFull} acts: the pipes are
 * not read, or the oldest that was not sent yet goes. Without an owner the former one's place
 * counts, so that it can come back.
 *
 * <p>Everything here is the reader loop's; other threads see {@link #rangeOf}.
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

  private final KeptOutput kept;
  private final SpoolBranch spooling;
  private final OutputContents contents;
  private final OutputReaders readers;
  private final Forgetting forgetting;
  private final OutputCompaction compaction;
  private final Runnable onRoom;
  private boolean parked;
  private boolean discarded;

  /**
   * Makes an empty one.
   *
   * @param executionId for the log
   * @param onRoom called after {@link #parkIfFull} has said to park, when there is room
   */
  public OutputLog(ReaderLoop loop, String executionId, Retention retention, Runnable onRoom) {
    this.kept = new KeptOutput(loop.allocator(), loop.counts().keptBytes());
    this.spooling = new SpoolBranch(loop, retention.spool(), kept, this::advance);
    this.contents = new OutputContents(kept, spooling);
    this.readers = new OutputReaders(kept);
    this.forgetting = new Forgetting(kept, spooling, readers, retention);
    this.compaction = new OutputCompaction(loop, executionId, kept);
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
    contents.append(stream, read);
    readers.pump();
  }

  /** Nothing more will come of this stream. */
  void end(StreamType stream) {
    contents.end(stream);
    readers.pump();
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
    contents.complete(end);
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
      contents.beginAt(stream, to);
      contents.end(stream);
      readers.begin(stream, to);
    }
    contents.complete(end);
    contents.publishFrom();
  }

  /** Tells whoever reads of what has come. */
  void flush() {
    spooling.pump();
    readers.flush();
    compaction.consider();
    if (forgetting.mayForgetMore()) {
      readers.wakeByCaughtUpOwner();
    }
  }

  /** The same, also of what is no news by itself. */
  void flushAll() {
    readers.flushAll();
  }

  /**
   * Whether to read no more for now. If so, {@code onRoom} follows. It is owed to the one pipe also
   * when the other one finds room before that.
   */
  boolean parkIfFull() {
    forget();
    boolean full = mustPark();
    parked |= full;
    return full;
  }

  // Who reads.

  /**
   * Opens a feed for an observer.
   *
   * @return it, to be pumped by {@link #advance}
   */
  public OutputFeed observe(OutputQueue queue, FeedTerms terms, long stdoutFrom, long stderrFrom) {
    OutputFeed feed = new OutputFeed(contents, this::advance, queue, terms, stdoutFrom, stderrFrom);
    readers.add(feed);
    return feed;
  }

  /**
   * Opens a feed for a new owner. What is before these offsets counts as taken care of.
   *
   * @return it, to be pumped by {@link #advance}
   */
  public OutputFeed own(OutputQueue queue, FeedTerms terms, long stdoutFrom, long stderrFrom) {
    OutputFeed former = readers.owner();
    OutputFeed feed = new OutputFeed(contents, this::advance, queue, terms, stdoutFrom, stderrFrom);
    readers.own(feed);
    forgetting.whenFull(terms.whenFull());
    readers.add(feed);
    if (former != null) {
      remove(former); // Only now: what it had taken care of may be what the new one asked for.
    }
    return feed;
  }

  /** It wants nothing more. */
  public void close(OutputFeed feed) {
    remove(feed);
    advance();
  }

  /**
   * The same for one whose place another has taken, for which {@link #advance} follows: till then
   * nothing goes that the other was promised, nor is it told of anything.
   */
  public void remove(OutputFeed feed) {
    readers.remove(feed);
  }

  /** Nobody will come back for it: from now on only the newest is kept. */
  public void abandon() {
    forgetting.whenFull(WhenFull.DROP_OLDEST);
    advance();
  }

  /** It has ended and has no owner: memory holds only what is nowhere else. */
  public void settle() {
    forgetting.holdNothingTwice();
    advance();
  }

  /** Nobody can attach any more: all goes once no owner takes it, who still gets what is there. */
  public void discard() {
    discarded = true;
    forgetting.keepNoReplay();
    advance();
  }

  /** Nobody reads any more, and all goes. */
  public void close() {
    readers.removeAll();
    discard();
  }

  /** A queue has room, was closed, or its client has taken care of something. */
  public void advance() {
    forget();
    readers.pump();
    flush();
    if (parked && !mustPark()) {
      parked = false;
      onRoom.run();
    }
  }

  // What there is.

  long to(StreamType stream) {
    return kept.to(stream);
  }

  /** The offset itself if its byte is kept, else the next greater one whose is, or the end. */
  public long firstAvailable(StreamType stream, long offset) {
    return contents.firstAvailable(stream, offset);
  }

  /** What is kept of a stream; any thread. */
  public StreamRange rangeOf(StreamType stream) {
    return contents.rangeOf(stream);
  }

  /** How far the owner has taken care of a stream, or the last one had. */
  public long releasedByOwner(StreamType stream) {
    readers.noteOwner();
    return readers.releasedByOwner(stream);
  }

  /** Without an owner: the last one had taken care of more than it was known to have. */
  public void acknowledgeLate(StreamOffsets offsets) {
    for (StreamType stream : StreamType.OUTPUTS) {
      long offset = Math.min(offsets.of(stream).orElse(0), kept.to(stream));
      readers.formerOwnerReleased(stream, offset);
    }
    advance();
  }

  /** How much memory is in use for what is kept. */
  public long keptBytes() {
    return kept.bytes();
  }

  /** What waits in the queues of those who read; any thread. */
  public long queuedBytes() {
    return readers.queuedBytes();
  }

  /** How much of it would be held for one who begins here, beyond what may be kept anyway. */
  public long heldFrom(long stdoutFrom, long stderrFrom) {
    long behind = kept.to(StreamType.STDOUT) + kept.to(StreamType.STDERR) - stdoutFrom - stderrFrom;
    return Math.min(behind, forgetting.beyondReplayBytes());
  }

  /** How many bytes went because of {@code drop_oldest} before they were sent to the owner. */
  public long droppedBytes() {
    return forgetting.droppedBytes();
  }

  // Keeping within the bounds.

  private boolean mustPark() {
    boolean ownerFull = readers.isOwnerFull();
    boolean full = readers.isObserverFull();
    if (ownerFull && forgetting.whenFull() == WhenFull.BLOCK) {
      full = true;
      readers.wakeByOwner();
    }
    if (spooling.canTake() && (full || ownerFull)) {
      spooling.begin();
      full = false;
    }
    return full || spooling.isBehind();
  }

  private void forget() {
    readers.noteOwner();
    long before = kept.bytes();
    forgetting.forget();
    if (discarded && readers.owner() == null) {
      forgetting.whenFull(WhenFull.DROP_OLDEST);
      kept.dropAll();
      spooling.close();
    }
    if (kept.bytes() != before || spooling.spool() != null) {
      contents.publishFrom();
    }
  }
}
