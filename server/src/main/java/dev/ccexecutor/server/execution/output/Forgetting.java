package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.function.Predicate;

/**
 * What of an execution's output leaves memory, and when: what was taken care of, beyond the replay;
 * what is on disk as well, but for a tail; and where it was asked for, the oldest that nobody was
 * sent yet.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class Forgetting {
  /** Memory holds no more than this of what is on disk too. */
  private static final long MOST_HELD_TWICE_BYTES = 1024 * 1024;

  /**
   * Beside all that was handed over and not taken care of, the newest has room: that may be a piece
   * more than the owner may lag behind, and of two reads the older one goes as a whole.
   */
  private static final long NEWEST_BYTES = OutputFeed.LARGEST_PIECE + 2 * ReaderLoop.READ_BYTES;

  private final KeptOutput kept;
  private final SpoolBranch spooling;
  private final OutputReaders readers;

  private long replayBytes;
  private long heldTwiceBytes = MOST_HELD_TWICE_BYTES;
  private WhenFull whenFull;
  private long droppedBytes;

  Forgetting(
      KeptOutput kept, SpoolBranch spooling, OutputReaders readers, OutputLog.Retention retention) {
    this.kept = kept;
    this.spooling = spooling;
    this.readers = readers;
    this.replayBytes = retention.replayBytes();
    this.whenFull = retention.whenFull();
  }

  WhenFull whenFull() {
    return whenFull;
  }

  void whenFull(WhenFull policy) {
    whenFull = policy;
  }

  /** Nobody will want what was taken care of. */
  void keepNoReplay() {
    replayBytes = 0;
  }

  /** From now on memory holds only what is nowhere else. */
  void holdNothingTwice() {
    heldTwiceBytes = 0;
  }

  /** How many bytes went before they were sent to the owner. */
  long droppedBytes() {
    return droppedBytes;
  }

  /** How much is kept beyond the replay, and beyond the newest, which has room in any case. */
  long beyondReplayBytes() {
    return Math.max(0, kept.bytes() - replayBytes - NEWEST_BYTES);
  }

  /** Whether there is something worth to be dropped as soon as the owner has taken care of it. */
  boolean mayForgetMore() {
    return kept.bytes() > replayBytes + ReaderLoop.READ_BYTES;
  }

  /** Drops what need not be kept any more, and what may not. */
  void forget() {
    while (dropReleased() || dropWritten() || dropUnsent()) {
      // Each turn drops one block.
    }
    releaseSpool();
  }

  /**
   * Also while nothing goes to disk, since others may want the room. Not beyond the oldest in
   * memory, of which a file may have a part: it would count as not written without that.
   */
  private void releaseSpool() {
    boolean inMemory = readers.hasOwnerCaughtUp();
    for (StreamType stream : StreamType.OUTPUTS) {
      long floor = readers.floor(stream);
      OutputBlock block = kept.oldest(stream);
      long oldest = block == null ? kept.to(stream) : block.offset();
      spooling.releaseBefore(stream, Math.min(oldest, floor - replayBytes));
      inMemory &= oldest <= floor;
    }
    if (inMemory) {
      spooling.pauseIfWritten();
    }
  }

  /** The oldest that was taken care of, if enough of that is left for those who attach later. */
  private boolean dropReleased() {
    long releasedBytes = 0;
    for (StreamType stream : StreamType.OUTPUTS) {
      OutputBlock block = kept.oldest(stream);
      releasedBytes += block == null ? 0 : Math.max(0, readers.floor(stream) - block.offset());
    }
    if (releasedBytes <= replayBytes) {
      return false;
    }
    OutputBlock oldest =
        oldest(
            block -> block.end() <= readers.floor(block.stream()) && spooling.hasNoNeedOf(block));
    if (oldest == null || releasedBytes - oldest.length() < replayBytes) {
      return false;
    }
    if (spooling.isHoleLeftBy(oldest)) {
      // What files have of older bytes ends in a hole now, and would be expected to go on.
      spooling.releaseBefore(oldest.stream(), oldest.end());
    }
    kept.drop(oldest);
    return true;
  }

  /** What is on disk too, where memory holds more than a tail. */
  private boolean dropWritten() {
    if (kept.bytes() <= Math.min(readers.ownerHeldBytes(), heldTwiceBytes)) {
      return false;
    }
    OutputBlock oldest = oldest(spooling::isWritten);
    if (oldest != null) {
      kept.drop(oldest);
    }
    return oldest != null;
  }

  /** Of the first blocks of both streams. */
  private OutputBlock oldest(Predicate<OutputBlock> condition) {
    return older(
        matching(kept.oldest(StreamType.STDOUT), condition),
        matching(kept.oldest(StreamType.STDERR), condition));
  }

  private static OutputBlock matching(OutputBlock block, Predicate<OutputBlock> condition) {
    return block != null && condition.test(block) ? block : null;
  }

  private static OutputBlock older(OutputBlock one, OutputBlock other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.order() < other.order() ? one : other;
  }

  /** The oldest that the owner was not sent yet, where more is kept than may be. */
  private boolean dropUnsent() {
    if (whenFull != WhenFull.DROP_OLDEST
        || spooling.isActive()
        || kept.bytes() <= readers.ownerHeldBytes() + replayBytes + NEWEST_BYTES) {
      return false;
    }
    OutputBlock oldest = older(oldestToDrop(StreamType.STDOUT), oldestToDrop(StreamType.STDERR));
    if (oldest != null) {
      long released = readers.releasedByOwner(oldest.stream());
      droppedBytes += Math.max(0, oldest.end() - Math.max(released, oldest.offset()));
      kept.drop(oldest);
    }
    return oldest != null;
  }

  /**
   * What was sent and is not yet acknowledged stays, as does what a blocking observer waits for,
   * and the newest: with a window that is smaller than a read, there may be nothing else to drop.
   */
  private OutputBlock oldestToDrop(StreamType stream) {
    OutputBlock block = kept.oldest(stream);
    if (block != null && block.end() > readers.releasedByOwner(stream)) {
      long position = readers.ownerPosition(stream);
      block = kept.firstFrom(stream, position);
      if (block != null && block.offset() < position) {
        block = block.next();
      }
    }
    boolean stays = block == null || block.next() == null || readers.isHeldByObserver(block);
    return stays ? null : block;
  }
}
