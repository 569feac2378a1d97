package dev.ccexecutor.server.execution.input;

import dev.ccexecutor.server.execution.input.InputAnswer.Verdict;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * What was taken for a child's input and is not yet written, within a bound of bytes; and the
 * offsets, which make each byte go in once, however often it comes.
 *
 * <p>Clients of several connections put in, on their event loops, and one reader loop takes out; so
 * it has a monitor of its own, which nobody holds for longer than copying a piece. What does not
 * fit is refused at once, so nothing waits in front of it.
 */
final class InputBuffer {
  private enum Phase {
    OPEN,
    /** A client has ended the stream. */
    ENDED,
    /** Nobody reads it, or ever did. */
    READERLESS,
    /** The execution is over. */
    OVER
  }

  private static final ByteBuf EOF_CHARACTER =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {EndOfInput.EOT}));

  private final long capacityBytes;
  private final EndOfInput endOfInput;
  private final InputBlocks blocks;
  private Phase phase = Phase.OPEN;
  private long nextOffset;
  private long lastEndOffset = -1;

  /** All that was ever put in, and of that all that was written or dropped. */
  private long put;

  private long removed;
  private long unwritten;

  /** How much was refused since room was last told of; 0 if nothing was. */
  private long refusedBytes;

  InputBuffer(long capacityBytes, EndOfInput endOfInput, ByteBufAllocator allocator) {
    this.capacityBytes = capacityBytes;
    this.endOfInput = endOfInput;
    this.blocks = new InputBlocks(allocator);
  }

  /** Of a child that has no input. */
  static InputBuffer closed() {
    InputBuffer buffer = new InputBuffer(0, EndOfInput.CLOSES, ByteBufAllocator.DEFAULT);
    buffer.phase = Phase.READERLESS;
    return buffer;
  }

  /** Takes what is new of a piece and fits. */
  synchronized InputAnswer take(InputPiece piece) {
    long start = piece.offset().orElse(nextOffset);
    int length = piece.bytes().readableBytes();
    if (phase == Phase.OVER || phase == Phase.READERLESS) {
      return answer(phase == Phase.OVER ? Verdict.ENDED : Verdict.CLOSED, 0);
    }
    if (start > nextOffset) {
      return answer(phase == Phase.ENDED ? Verdict.CLOSED : Verdict.HOLE, 0);
    }
    int known = (int) Math.min(nextOffset - start, length);
    if (phase == Phase.ENDED) {
      return known == length ? answer(Verdict.TAKEN, length) : answer(Verdict.CLOSED, known);
    }
    return takeFrom(piece, known);
  }

  private InputAnswer takeFrom(InputPiece piece, int known) {
    int length = piece.bytes().readableBytes();
    int fresh = length - known;
    int fitting = (int) Math.min(fresh, window());
    if (fitting < fresh) {
      fitting = piece.cut().before(piece.bytes(), piece.bytes().readerIndex() + known, fitting);
    }
    put(piece.bytes(), known, fitting, true);
    if (fitting < fresh) {
      refused(fresh - fitting);
      return answer(Verdict.FULL, known + fitting);
    }
    return piece.endsInput() ? end(piece, length) : answer(Verdict.TAKEN, length);
  }

  /**
   * Counts block by block: should there be no memory for the rest, what is in is in, and the client
   * can repeat the piece.
   */
  private void put(ByteBuf bytes, int from, int count, boolean counts) {
    int done = 0;
    while (done < count) {
      int copied = blocks.append(bytes, bytes.readerIndex() + from + done, count - done);
      done += copied;
      put += copied;
      nextOffset += counts ? copied : 0;
    }
  }

  private InputAnswer end(InputPiece piece, int length) {
    if (endOfInput == EndOfInput.CLOSES) {
      phase = Phase.ENDED;
    } else if (piece.offset().isEmpty() || lastEndOffset != nextOffset) {
      if (window() == 0) {
        refused(1);
        return answer(Verdict.FULL, length);
      }
      put(EOF_CHARACTER, 0, 1, false);
      lastEndOffset = nextOffset;
    }
    return answer(Verdict.TAKEN, length);
  }

  /** Of a piece that is larger than the bound nobody can be told that there is room. */
  private void refused(long bytes) {
    if (put > removed) {
      refusedBytes = Math.max(refusedBytes, Math.min(bytes, capacityBytes));
    }
  }

  private InputAnswer answer(Verdict verdict, long accepted) {
    return new InputAnswer(verdict, accepted, nextOffset, window());
  }

  private long window() {
    return phase == Phase.OPEN ? capacityBytes - (put - removed) : 0;
  }

  synchronized InputState state() {
    return new InputState(nextOffset, window(), phase == Phase.OPEN, unwritten);
  }

  synchronized boolean isOver() {
    return phase == Phase.OVER;
  }

  /** How far it is filled, the end included: what a release may reach. */
  synchronized Position position() {
    return new Position(put, phase == Phase.ENDED);
  }

  /**
   * A place in all that was ever put in.
   *
   * @param bytes how many come before it
   * @param end whether the end does too
   */
  record Position(long bytes, boolean end) {
    static final Position START = new Position(0, false);
  }

  /**
   * The next bytes to write, up to a position, or null; they stay in their place until {@link
   * #written}.
   */
  @RunsOn(ThreadRole.READER_LOOP)
  synchronized InputBlocks.Span next(Position upTo) {
    long waiting = upTo.bytes() - removed;
    return waiting <= 0 ? null : blocks.first(waiting);
  }

  /**
   * Makes room.
   *
   * @return true if somebody whose piece was refused should be told that there is room again: for
   *     what was refused, and for half of all at least, so that nobody is told byte by byte
   */
  @RunsOn(ThreadRole.READER_LOOP)
  synchronized boolean written(int count) {
    blocks.remove(count);
    removed += count;
    boolean tell =
        refusedBytes > 0 && capacityBytes - (put - removed) >= Math.max(refusedBytes, halfway());
    if (tell) {
      refusedBytes = 0;
    }
    return tell && phase == Phase.OPEN;
  }

  private long halfway() {
    return capacityBytes / 2;
  }

  /** Nobody reads any more; what was not written is dropped. */
  @RunsOn(ThreadRole.READER_LOOP)
  synchronized void readerGone() {
    drop();
    phase = Phase.READERLESS;
  }

  /** The execution is over; what was not written is dropped. */
  @RunsOn(ThreadRole.READER_LOOP)
  synchronized void over() {
    drop();
    phase = Phase.OVER;
  }

  private void drop() {
    blocks.clear();
    unwritten += put - removed;
    removed = put;
  }
}
