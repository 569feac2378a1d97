package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.spool.Spool;
import dev.ccexecutor.server.execution.spool.SpoolListener;
import dev.ccexecutor.server.execution.spool.SpoolRefusal;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The way from what is kept in memory to the spool: always for a transcript, else from the moment
 * at which the reader falls behind until it has caught up.
 *
 * <p>What is under way to the files stays in memory until it is told as written, so a refusal loses
 * nothing: it goes on in memory alone, and is tried again after a while.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class SpoolBranch implements SpoolListener {
  /** With more than this not yet written the pipes wait for the disk. */
  private static final long MOST_UNWRITTEN_BYTES = 1024 * 1024;

  private static final int LARGEST_PIECE = 64 * 1024;
  private static final int SMALLEST_PIECE = 4 * 1024;
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = 60_000;

  private enum State {
    /** The reader keeps up, so nothing goes to disk. */
    IDLE,
    ACTIVE,
    /** The disk takes nothing for now. */
    REFUSED
  }

  private final ReaderLoop loop;
  private final SpoolMode mode;
  private final KeptOutput kept;
  private final Runnable onProgress;
  private final StreamPositions appended = new StreamPositions();
  private final StreamPositions written = new StreamPositions();

  /** What files have of before these offsets may be deleted at any time, so it is not offered. */
  private final StreamPositions released = new StreamPositions();

  private Spool spool;
  private State state = State.REFUSED;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private Future<?> retry;
  private boolean restored;
  private boolean sealed;
  private boolean closed;

  /**
   * @param onProgress called when something was written or refused
   */
  SpoolBranch(ReaderLoop loop, SpoolMode mode, KeptOutput kept, Runnable onProgress) {
    this.loop = loop;
    this.mode = mode;
    this.kept = kept;
    this.onProgress = onProgress;
  }

  /** Before anything was read. */
  void open(Spool opened) {
    spool = opened;
    state = mode == SpoolMode.ALL ? State.ACTIVE : State.IDLE;
  }

  /** It has all that it will ever have. */
  void restore(Spool left) {
    spool = left;
    restored = true;
  }

  /** Whether all that comes is to be on disk for good. */
  boolean isTranscript() {
    return spool != null && mode == SpoolMode.ALL;
  }

  Spool spool() {
    return spool;
  }

  boolean isActive() {
    return state == State.ACTIVE;
  }

  /** Whether memory need not hold what the reader lags behind, because the disk does or can. */
  boolean canTake() {
    return state != State.REFUSED;
  }

  /**
   * The reader lags behind: all that is in memory goes to disk, and all that comes. Also what was
   * taken care of already: the oldest blocks are those that leave memory, and they can't while they
   * are nowhere else.
   */
  void begin() {
    if (state == State.IDLE) {
      state = State.ACTIVE;
      StreamType.OUTPUTS.forEach(this::beginAtOldest);
      pump();
    }
  }

  private void beginAtOldest(StreamType stream) {
    OutputBlock oldest = kept.firstFrom(stream, appended.get(stream));
    long from = oldest == null ? kept.to(stream) : Math.max(oldest.offset(), appended.get(stream));
    appended.set(stream, from);
    written.set(stream, from);
  }

  /** The reader has caught up. */
  void pauseIfWritten() {
    if (state == State.ACTIVE && mode == SpoolMode.OVERFLOW && unwrittenBytes() == 0) {
      state = sealed ? State.REFUSED : State.IDLE;
    }
  }

  /** Hands on what has come since. */
  void pump() {
    if (state != State.ACTIVE) {
      return;
    }
    for (StreamType stream : StreamType.OUTPUTS) {
      while (spool.pendingBytes() < MOST_UNWRITTEN_BYTES
          && !isToGrow(stream)
          && appendNext(stream)) {
        // Each turn hands one block on.
      }
    }
  }

  /**
   * Whether there is only a little to hand on that more may come to, and the disk is busy, so that
   * this is asked again. Else a child that writes single bytes, and a disk that takes its time,
   * make a piece of work of each byte.
   */
  private boolean isToGrow(StreamType stream) {
    OutputBlock block = kept.firstFrom(stream, appended.get(stream));
    return block != null
        && block.next() == null
        && block.end() - appended.get(stream) < SMALLEST_PIECE
        && spool.pendingBytes() > 0;
  }

  private boolean appendNext(StreamType stream) {
    OutputBlock block = kept.firstFrom(stream, appended.get(stream));
    if (block == null) {
      return false;
    }
    long from = Math.max(block.offset(), appended.get(stream)); // Above it a hole has been left.
    int length = (int) Math.min(LARGEST_PIECE, block.end() - from);
    appended.set(stream, from + length);
    spool.append(stream, from, block.slice(from, length));
    return true;
  }

  /** What is in memory only and is to come to disk. */
  private long unwrittenBytes() {
    return kept.to(StreamType.STDOUT) + kept.to(StreamType.STDERR) - written.total();
  }

  /** Whether the disk lags so far behind the pipes that these must wait. */
  boolean isBehind() {
    return state == State.ACTIVE && unwrittenBytes() >= MOST_UNWRITTEN_BYTES;
  }

  /** Whether the block may go from memory without missing on disk, where it is to be there. */
  boolean hasNoNeedOf(OutputBlock block) {
    return state != State.ACTIVE || block.end() <= written.get(block.stream());
  }

  /** Whether the block is on disk. */
  boolean isWritten(OutputBlock block) {
    return spool != null && isOnDisk(block, block.offset()) && isOnDisk(block, block.end() - 1);
  }

  private boolean isOnDisk(OutputBlock block, long offset) {
    return spool.firstAvailable(block.stream(), offset) == offset;
  }

  /** Whether the files, which go on behind the reader only, are left with a hole by its going. */
  boolean isHoleLeftBy(OutputBlock block) {
    return mode != SpoolMode.ALL && !isWritten(block);
  }

  @Override
  public void written(StreamType stream, long to) {
    written.set(stream, to);
    retryMillis = FIRST_RETRY_MILLIS;
    pump();
    onProgress.run();
  }

  @Override
  public void refused(SpoolRefusal reason) {
    state = State.REFUSED;
    for (StreamType stream : StreamType.OUTPUTS) {
      appended.set(stream, written.get(stream));
    }
    boolean forGood = reason == SpoolRefusal.EXECUTION_LIMIT && mode == SpoolMode.ALL;
    if (!forGood && !sealed) {
      retry = loop.eventLoop().schedule(this::retry, retryMillis, TimeUnit.MILLISECONDS);
      retryMillis = Math.min(LAST_RETRY_MILLIS, 2 * retryMillis);
    }
    onProgress.run();
  }

  private void retry() {
    spool.resume();
    state = State.IDLE;
    if (mode == SpoolMode.ALL) {
      begin();
    }
    onProgress.run();
  }

  /** The offset itself or the next greater one that is on disk; -1 if none is. */
  long firstAvailable(StreamType stream, long offset) {
    return spool == null
        ? -1
        : spool.firstAvailable(stream, Math.max(offset, released.get(stream)));
  }

  /**
   * Nobody may ask for what is before this offset any more. A transcript stays as it is, as does
   * what was found, of which nobody knows what was taken care of.
   */
  void releaseBefore(StreamType stream, long offset) {
    boolean stays = spool == null || mode == SpoolMode.ALL || restored;
    if (!stays && offset > released.get(stream)) {
      released.set(stream, offset);
      spool.releaseBefore(stream, offset);
    }
  }

  /**
   * Nothing more comes.
   *
   * @param onSealed gets what is there of a transcript; null if none was asked for
   */
  void seal(ProcessCompleted end, Consumer<TranscriptSummary> onSealed) {
    sealed = true;
    boolean triesOnceMore = cancelRetry() && mode == SpoolMode.ALL;
    if (spool == null) {
      onSealed.accept(null);
      return;
    }
    if (triesOnceMore) {
      spool.resume();
      state = State.IDLE;
      begin();
    }
    if (state == State.ACTIVE) {
      appendRest();
    } else {
      state = State.REFUSED;
    }
    spool.complete(end, onSealed);
  }

  /** Whether one was to come. */
  private boolean cancelRetry() {
    return retry != null && retry.cancel(false);
  }

  /** It is in memory already, so the bound of what is under way has no say. */
  private void appendRest() {
    for (StreamType stream : StreamType.OUTPUTS) {
      while (state == State.ACTIVE && appendNext(stream)) {
        // Each turn hands one block on.
      }
    }
  }

  /** Nobody can read it any more: of a transcript the files stay. */
  void close() {
    cancelRetry();
    state = State.REFUSED;
    if (spool == null || closed) {
      return;
    }
    closed = true;
    if (mode == SpoolMode.ALL) {
      spool.close();
    } else {
      spool.delete();
    }
  }
}
