package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.GapReason;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.SpooledBytes;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;

/**
 * The producer's side of one subscription: a place in each stream of the log, and the queue that is
 * filled from there, as long as it has room.
 *
 * <p>Bytes come from memory, or from the spool where they are no longer in memory; what is in
 * neither is told as a gap.
 */
@RunsOn(ThreadRole.READER_LOOP)
public final class OutputFeed {
  static final int LARGEST_PIECE = 64 * 1024;

  private static final int LARGEST_FILE_PIECE = 256 * 1024;

  private final OutputContents contents;
  private final Runnable onRead;
  private final OutputQueue queue;
  private final FeedTerms terms;
  private final StreamCursor stdout;
  private final StreamCursor stderr;
  private boolean completionOffered;
  private boolean closed;

  /**
   * Opens one.
   *
   * @param onRead called when bytes have come from disk, or can't: the log is to advance. Where a
   *     gap was told instead, the pipes may have waited for what will not come
   */
  OutputFeed(
      OutputContents contents,
      Runnable onRead,
      OutputQueue queue,
      FeedTerms terms,
      long stdoutFrom,
      long stderrFrom) {
    this.contents = contents;
    this.onRead = onRead;
    this.queue = queue;
    this.terms = terms;
    this.stdout = new StreamCursor(StreamType.STDOUT, stdoutFrom);
    this.stderr = new StreamCursor(StreamType.STDERR, stderrFrom);
    queue.beginAt(stdoutFrom, stderrFrom);
  }

  FeedTerms terms() {
    return terms;
  }

  OutputQueue queue() {
    return queue;
  }

  /** How far it has been handed over. */
  public long position(StreamType stream) {
    return cursor(stream).position();
  }

  /** How far it has been taken care of. */
  long released(StreamType stream) {
    return terms.wantsBytes() ? queue.released(stream) : contents.to(stream);
  }

  /** The same of both streams together. */
  long released() {
    return released(StreamType.STDOUT) + released(StreamType.STDERR);
  }

  /**
   * How many bytes it was told will not come, and has not passed yet: it waits for all before them
   * to be taken care of. They fill nobody's window.
   */
  long gapBytes() {
    return stdout.gapBytes(released(StreamType.STDOUT))
        + stderr.gapBytes(released(StreamType.STDERR));
  }

  /** Nothing is offered from here on. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether the end record was handed over, so that nothing is left to offer. */
  boolean isComplete() {
    return completionOffered;
  }

  /** Offers what there is and has room. The consumer is not told before {@link #flush}. */
  void pump() {
    while (!closed && mayOffer() && offerNext()) {
      // Each turn offers one item.
    }
  }

  void flush() {
    queue.flush();
  }

  void flushAll() {
    queue.flushAll();
  }

  /** If not, this feed will be pumped when it may. */
  private boolean mayOffer() {
    if (queue.parkIfFull()) {
      return false;
    }
    if (!terms.wantsBytes()) {
      return true;
    }
    long released = released();
    long offered = stdout.position() + stderr.position() - gapBytes();
    long tooMuch = offered - released - terms.heldBytes();
    if (tooMuch >= 0) {
      queue.wakeWhenReleased(released + tooMuch + terms.wakeBytes());
      return false;
    }
    return true;
  }

  private boolean offerNext() {
    if (!terms.wantsBytes()) {
      stdout.moveTo(contents.to(StreamType.STDOUT));
      stderr.moveTo(contents.to(StreamType.STDERR));
    }
    OutputBlock fromStdout = next(stdout);
    OutputBlock fromStderr = next(stderr);
    boolean stderrFirst =
        fromStderr != null && (fromStdout == null || fromStderr.order() < fromStdout.order());
    return stderrFirst
        ? offer(stderr, fromStderr) || offer(stdout, fromStdout)
        : offer(stdout, fromStdout) || offer(stderr, fromStderr) || offerCompletion();
  }

  /** Where it goes on in memory; null where nothing more is there. */
  private OutputBlock next(StreamCursor cursor) {
    return cursor.position() < contents.to(cursor.stream()) ? cursor.block(contents.kept()) : null;
  }

  private boolean offer(StreamCursor cursor, OutputBlock block) {
    if (cursor.isReading() || cursor.isEndOffered()) {
      return false;
    }
    long position = cursor.position();
    if (block != null && block.offset() <= position) {
      OutputItem.Chunk chunk =
          new OutputItem.Chunk(cursor.stream(), position, block.slice(position, LARGEST_PIECE));
      cursor.moveTo(position + chunk.bytes().readableBytes());
      queue.offer(chunk);
      return true;
    }
    return position < contents.to(cursor.stream()) ? offerOlder(cursor) : offerEnd(cursor);
  }

  /** What is no longer in memory: it comes from disk, or not at all. */
  private boolean offerOlder(StreamCursor cursor) {
    long available = contents.firstAvailable(cursor.stream(), cursor.position());
    if (available > cursor.position()) {
      offerGap(cursor, available, reasonOfGap(cursor));
      return true;
    }
    return offerFile(cursor) || beginRead(cursor);
  }

  private GapReason reasonOfGap(StreamCursor cursor) {
    if (contents.isTranscript()) {
      return GapReason.SPOOL_FAILED; // All would be on disk, had that not refused it.
    }
    return cursor.position() == cursor.first() ? GapReason.EXPIRED : GapReason.DROPPED;
  }

  private void offerGap(StreamCursor cursor, long to, GapReason reason) {
    queue.offer(new OutputItem.Gap(cursor.stream(), cursor.position(), to, reason));
    cursor.skipTo(to);
  }

  private boolean offerFile(StreamCursor cursor) {
    SpooledBytes bytes =
        terms.fileChunks()
            ? contents.spool().slice(cursor.stream(), cursor.position(), LARGEST_FILE_PIECE)
            : null;
    if (bytes == null) {
      return false;
    }
    queue.offer(new OutputItem.FileChunk(cursor.stream(), cursor.position(), bytes));
    cursor.moveTo(cursor.position() + bytes.length());
    return true;
  }

  /** Always false: what is read is offered when it has come. */
  private boolean beginRead(StreamCursor cursor) {
    cursor.reading(true);
    contents
        .spool()
        .read(cursor.stream(), cursor.position(), LARGEST_PIECE, bytes -> wasRead(cursor, bytes));
    return false;
  }

  private void wasRead(StreamCursor cursor, ByteBuf bytes) {
    cursor.reading(false);
    if (closed) {
      ReferenceCountUtil.release(bytes);
      return;
    }
    if (bytes == null) {
      skipUnreadable(cursor);
    } else {
      queue.offer(new OutputItem.Chunk(cursor.stream(), cursor.position(), bytes));
      cursor.moveTo(cursor.position() + bytes.readableBytes());
    }
    onRead.run();
  }

  /** Either it was deleted meanwhile, or the disk has failed. */
  private void skipUnreadable(StreamCursor cursor) {
    if (contents.firstAvailable(cursor.stream(), cursor.position()) == cursor.position()) {
      offerGap(
          cursor,
          contents.firstInMemory(cursor.stream(), cursor.position()),
          GapReason.SPOOL_FAILED);
    }
  }

  private boolean offerEnd(StreamCursor cursor) {
    if (!contents.hasEnded(cursor.stream())) {
      return false;
    }
    cursor.endOffered();
    queue.offer(new OutputItem.EndOfStream(cursor.stream(), cursor.position()));
    return true;
  }

  private boolean offerCompletion() {
    if (completionOffered
        || contents.completion() == null
        || !stdout.isEndOffered()
        || !stderr.isEndOffered()) {
      return false;
    }
    completionOffered = true;
    queue.offer(new OutputItem.Completion(contents.completion()));
    return true;
  }

  private StreamCursor cursor(StreamType stream) {
    return stream == StreamType.STDOUT ? stdout : stderr;
  }
}
