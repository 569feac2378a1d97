package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who reads an execution's output: at most one owner, and observers. The place of an owner who has
 * gone still counts, so that it can come back to it.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class OutputReaders {
  private final KeptOutput kept;

  /** Others than the reader loop look at it too. It changes when somebody comes or goes. */
  private final List<OutputFeed> feeds = new CopyOnWriteArrayList<>();

  private final StreamPositions ownerReleased = new StreamPositions();
  private final StreamPositions ownerPosition = new StreamPositions();
  private OutputFeed owner;
  private long ownerHeldBytes;

  /** Of the bytes behind what the owner has taken care of, those that it was told will not come. */
  private long ownerGapBytes;

  OutputReaders(KeptOutput kept) {
    this.kept = kept;
  }

  void add(OutputFeed feed) {
    feeds.add(feed);
  }

  /** This one owns it from now on, added or about to be. */
  void own(OutputFeed feed) {
    owner = feed;
    ownerHeldBytes = feed.terms().heldBytes();
    noteOwner();
  }

  OutputFeed owner() {
    return owner;
  }

  /** Nothing was ever read before these offsets, and nobody owns it. */
  void begin(StreamType stream, long offset) {
    ownerReleased.set(stream, offset);
    ownerPosition.set(stream, offset);
  }

  void remove(OutputFeed feed) {
    if (feed == owner) {
      noteOwner();
      owner = null;
      ownerGapBytes = 0;
    }
    feed.close();
    feeds.remove(feed);
  }

  /** What waits in all queues; any thread. */
  long queuedBytes() {
    long bytes = 0;
    for (OutputFeed feed : feeds) {
      bytes += feed.queue().queuedBytes();
    }
    return bytes;
  }

  void removeAll() {
    List.copyOf(feeds).forEach(this::remove);
  }

  void pump() {
    feeds.forEach(OutputFeed::pump);
  }

  void flush() {
    feeds.forEach(OutputFeed::flush);
  }

  void flushAll() {
    feeds.forEach(OutputFeed::flushAll);
  }

  /** Looks how far the owner has come. What follows is as of then. */
  void noteOwner() {
    if (owner != null) {
      for (StreamType stream : StreamType.OUTPUTS) {
        ownerReleased.set(stream, owner.released(stream));
        ownerPosition.set(stream, owner.position(stream));
      }
      ownerGapBytes = owner.gapBytes();
    }
  }

  /** How far the owner has taken care of a stream, or the last one had. */
  long releasedByOwner(StreamType stream) {
    return ownerReleased.get(stream);
  }

  /** Without an owner: the last one had taken care of more than it was known to have. */
  void formerOwnerReleased(StreamType stream, long offset) {
    ownerReleased.set(stream, Math.max(offset, ownerReleased.get(stream)));
  }

  /** How far a stream was handed to the owner, or to the last one. */
  long ownerPosition(StreamType stream) {
    return ownerPosition.get(stream);
  }

  /** How far the owner may lag behind. */
  long ownerHeldBytes() {
    return ownerHeldBytes;
  }

  boolean isOwnerFull() {
    return ownerLagBytes() >= ownerHeldBytes;
  }

  /** Whether the owner has come so near that memory holds the rest easily. */
  boolean hasOwnerCaughtUp() {
    return ownerLagBytes() <= ownerHeldBytes / 2;
  }

  /**
   * What will not come counts for nothing here: a client may wait for its window to be filled, and
   * that can be filled only by bytes that come.
   */
  private long ownerLagBytes() {
    return printed() - ownerReleased.total() - ownerGapBytes;
  }

  /** The owner's progress is to be told once, when it has made some. */
  void wakeByOwner() {
    if (owner != null) {
      owner.queue().wakeWhenReleased(ownerReleased.total() + owner.terms().wakeBytes());
    }
  }

  /**
   * The owner's progress is to be told once it has taken care of all that there is: a child that is
   * silent from now on gives no other occasion to forget.
   */
  void wakeByCaughtUpOwner() {
    if (owner != null && printed() > owner.released()) {
      owner.queue().wakeWhenReleased(printed());
    }
  }

  /** Whether an observer lags behind that others must wait for; its progress is told then. */
  boolean isObserverFull() {
    boolean full = false;
    for (OutputFeed feed : feeds) {
      long released = feed.released();
      if (isBlockingObserver(feed)
          && printed() - released - feed.gapBytes() >= feed.terms().heldBytes()) {
        full = true;
        feed.queue().wakeWhenReleased(released + feed.terms().wakeBytes());
      }
    }
    return full;
  }

  /** All before this is taken care of by everybody who may hold it up. */
  long floor(StreamType stream) {
    long floor = ownerReleased.get(stream);
    for (OutputFeed feed : feeds) {
      if (isBlockingObserver(feed)) {
        floor = Math.min(floor, feed.released(stream));
      }
    }
    return floor;
  }

  boolean isHeldByObserver(OutputBlock block) {
    for (OutputFeed feed : feeds) {
      if (isBlockingObserver(feed) && block.end() > feed.released(block.stream())) {
        return true;
      }
    }
    return false;
  }

  private boolean isBlockingObserver(OutputFeed feed) {
    return feed != owner && feed.terms().blocks();
  }

  private long printed() {
    return kept.to(StreamType.STDOUT) + kept.to(StreamType.STDERR);
  }
}
