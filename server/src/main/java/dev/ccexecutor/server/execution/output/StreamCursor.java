package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamType;
import java.util.ArrayDeque;
import java.util.Deque;

/** How far a feed has come in one stream. */
final class StreamCursor {
  private final StreamType stream;
  private final long first;
  private long position;

  /** What was passed over of what was not taken care of, in order. */
  private final Deque<StreamRange> gaps = new ArrayDeque<>(0);

  private long gapBytes;
  private OutputBlock block;
  private boolean endOffered;
  private boolean reading;

  StreamCursor(StreamType stream, long position) {
    this.stream = stream;
    this.first = position;
    this.position = position;
  }

  StreamType stream() {
    return stream;
  }

  /** Where it began. */
  long first() {
    return first;
  }

  long position() {
    return position;
  }

  void moveTo(long offset) {
    position = offset;
  }

  /** The bytes up to this offset will not come. */
  void skipTo(long offset) {
    gaps.addLast(new StreamRange(position, offset));
    gapBytes += offset - position;
    position = offset;
  }

  /**
   * How many of the bytes between what was taken care of and this place nobody can take care of.
   */
  long gapBytes(long released) {
    while (!gaps.isEmpty() && gaps.peekFirst().to() <= released) {
      StreamRange passed = gaps.removeFirst();
      gapBytes -= passed.to() - passed.from();
    }
    return gapBytes;
  }

  /** The block from which it goes on, which may have bytes behind its place only; or null. */
  OutputBlock block(KeptOutput kept) {
    if (block != null && !block.isDropped() && block.end() <= position && block.next() != null) {
      block = block.next();
    }
    boolean usable =
        block != null
            && !block.isDropped()
            && block.stream() == stream
            && block.offset() <= position
            && position < block.end();
    if (!usable) {
      block = kept.firstFrom(stream, position);
    }
    return block;
  }

  boolean isEndOffered() {
    return endOffered;
  }

  void endOffered() {
    endOffered = true;
  }

  /** Whether bytes are under way from a file. */
  boolean isReading() {
    return reading;
  }

  void reading(boolean underWay) {
    reading = underWay;
  }
}
