package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.util.function.Consumer;

/**
 * The reading end of one execution's queue for one client: what comes from the queue goes through
 * the encoder as far as the window has room, and the queue is told how far the client has taken
 * care of it.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class OutputSource {
  /** There is nothing to write now. */
  static final int NOTHING = -1;

  /**
   * At most so many bytes of one item become one message, which is less than 400 KiB if all of them
   * have to be escaped.
   */
  private static final int LONGEST_PIECE_BYTES = 64 * 1024;

  private final OutputQueue queue;
  private final OutputEncoder encoder;
  private final OutputWindow window;
  private final Consumer<ProcessCompleted> onCompleted;
  private final SentBytes.Streams sentBytes;
  private final SentBytes.Streams gapBytes;

  /** Taken from the queue and not done with, or null. */
  private OutputItem current;

  private boolean inRounds;
  private boolean waitsForRoom;
  private boolean closed;

  /**
   * @param counts of the loop that this is used on
   * @param onCompleted gets the end record, after all output was written
   */
  public OutputSource(
      OutputQueue queue,
      OutputTerms terms,
      SentBytes counts,
      Consumer<ProcessCompleted> onCompleted) {
    this.queue = queue;
    this.encoder = OutputEncoder.of(terms.form(), terms.executionId(), terms.channel());
    this.window = terms.newWindow();
    this.sentBytes = counts.in(terms.form());
    this.gapBytes = counts.gaps();
    this.onCompleted = onCompleted;
  }

  /**
   * Gives back what is queued, and lets the execution run on without this reader. Nothing more is
   * written.
   */
  public void close() {
    closed = true;
    if (current != null) {
      current.release();
      current = null;
    }
    queue.close();
  }

  /**
   * The client has taken care of all before these offsets.
   *
   * @return whether it waited for this and is to be put into the rounds again
   */
  public boolean acknowledge(StreamOffsets offsets) {
    if (closed) {
      return false;
    }
    window.acknowledge(offsets);
    tellReleased(StreamType.STDOUT);
    tellReleased(StreamType.STDERR);
    boolean ready = waitsForRoom && window.roomBytes() > 0;
    waitsForRoom &= !ready;
    return ready;
  }

  /** All of a stream before this offset was taken care of; what follows is to come again. */
  public long releasedTo(StreamType stream) {
    return window.releasedTo(stream);
  }

  boolean isInRounds() {
    return inRounds;
  }

  void setInRounds(boolean in) {
    inRounds = in;
  }

  /**
   * Writes one message, or none if the next item needs none.
   *
   * @return how many of the child's bytes it stands for; {@link #NOTHING} if there is nothing now,
   *     and the queue, or room in the window, will wake us for the next
   */
  int writeNext(ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames) {
    if (closed) {
      queue.close(); // What was offered after the closing is released by this.
      return NOTHING;
    }
    if (current == null) {
      current = take();
    }
    return switch (current) {
      case null -> NOTHING;
      case OutputItem.Chunk chunk -> write(chunk, allocator, frames);
      case OutputItem.FileChunk chunk -> write(chunk, allocator, frames);
      case OutputItem.Gap gap -> write(gap, allocator, frames);
      case OutputItem.EndOfStream end -> write(end, allocator, frames);
      case OutputItem.Completion completion -> {
        current = null;
        onCompleted.accept(completion.completed());
        yield 0;
      }
    };
  }

  private OutputItem take() {
    OutputItem item = queue.poll();
    if (item == null) {
      // The order matters: what is offered between the poll and this would else wake nobody.
      queue.beginDrain();
      item = queue.poll();
    }
    return item;
  }

  private int write(
      OutputItem.Chunk chunk,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    int most = mayBeSent(chunk.stream());
    if (most == 0) {
      return waitForRoom();
    }
    int length = chunk.bytes().readableBytes(); // What is sent as it is, the channel empties.
    int taken = encoder.encode(chunk, most, allocator, frames);
    int sent = sentTo(chunk.stream(), chunk.offset() + taken);
    if (taken == length) {
      finish();
    } else if (taken > 0) {
      current = chunk.after(taken);
    } else if (sent == 0) {
      return waitForRoom(); // There is some, but a whole character needs more.
    }
    return sent;
  }

  private int write(
      OutputItem.FileChunk chunk,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    int most = mayBeSent(chunk.stream());
    if (most == 0) {
      return waitForRoom();
    }
    int taken = encoder.encode(chunk, most, allocator, frames);
    int sent = sentTo(chunk.stream(), chunk.offset() + taken);
    if (taken == chunk.bytes().length()) {
      finish();
    } else {
      current = chunk.after(taken);
    }
    return sent;
  }

  private int write(
      OutputItem.Gap gap, ByteBufAllocator allocator, Consumer<? super ReferenceCounted> frames) {
    int flushed = flush(gap.stream(), gap.from(), allocator, frames);
    if (flushed != NOTHING) {
      encoder.encode(gap, allocator, frames);
      window.skippedTo(gap.stream(), gap.to());
      gapBytes.of(gap.stream()).add(gap.to() - gap.from());
      tellReleased(gap.stream());
      finish();
    }
    return flushed;
  }

  private int write(
      OutputItem.EndOfStream end,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    int flushed = flush(end.stream(), end.offset(), allocator, frames);
    if (flushed != NOTHING) {
      encoder.encode(end, allocator, frames);
      finish();
    }
    return flushed;
  }

  /** Nothing follows on what is held back of a stream, whose bytes so far end at this offset. */
  private int flush(
      StreamType stream,
      long offset,
      ByteBufAllocator allocator,
      Consumer<? super ReferenceCounted> frames) {
    int heldBack = encoder.heldBackBytes(stream);
    if (heldBack == 0) {
      return 0;
    }
    if (heldBack > window.roomBytes()) {
      return waitForRoom();
    }
    encoder.flush(stream, offset, allocator, frames);
    return sentTo(stream, offset);
  }

  /** How many bytes the next message may stand for. */
  private int mayBeSent(StreamType stream) {
    int piece = encoder.heldBackBytes(stream) + LONGEST_PIECE_BYTES;
    return (int) Math.min(piece, window.roomBytes());
  }

  /** All before this offset was taken by the encoder, and what it did not hold back, sent. */
  private int sentTo(StreamType stream, long takenTo) {
    int sent = window.sentTo(stream, takenTo - encoder.heldBackBytes(stream));
    sentBytes.of(stream).add(sent);
    tellReleased(stream);
    return sent;
  }

  private void tellReleased(StreamType stream) {
    queue.released(stream, window.releasedTo(stream));
  }

  private int waitForRoom() {
    waitsForRoom = true;
    return NOTHING;
  }

  private void finish() {
    current.release();
    current = null;
  }
}
