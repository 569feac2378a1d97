package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.StreamType;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a {@link ModelReader} got of one stream: each byte once, in order, or a gap for it. */
final class ReceivedStream {
  private final StreamType stream;
  private final Deque<OutputItem.Gap> gapsToPass = new ArrayDeque<>();
  private long to;
  private long acknowledged;
  private long outstandingBytes;
  private long gapBytes;
  private boolean ended;

  ReceivedStream(StreamType stream, long from) {
    this.stream = stream;
    this.to = from;
    this.acknowledged = from;
  }

  StreamType stream() {
    return stream;
  }

  long to() {
    return to;
  }

  long acknowledged() {
    return acknowledged;
  }

  long outstandingBytes() {
    return outstandingBytes;
  }

  long gapBytes() {
    return gapBytes;
  }

  boolean hasEnded() {
    return ended;
  }

  void bytes(long offset, int count) {
    assertThat(ended).as("bytes behind the end of %s", stream).isFalse();
    assertThat(offset).as("offset of bytes of %s", stream).isEqualTo(to);
    to += count;
    outstandingBytes += count;
  }

  void gap(OutputItem.Gap gap) {
    assertThat(ended).as("a gap behind the end of %s", stream).isFalse();
    assertThat(gap.from()).as("begin of a gap of %s", stream).isEqualTo(to);
    assertThat(gap.to()).as("end of a gap of %s", stream).isGreaterThan(to);
    gapBytes += gap.to() - gap.from();
    to = gap.to();
    gapsToPass.add(gap);
    acknowledge(acknowledged);
  }

  void end(long offset) {
    assertThat(ended).as("a second end of %s", stream).isFalse();
    assertThat(offset).as("offset of the end of %s", stream).isEqualTo(to);
    ended = true;
  }

  /** All before this was taken care of; a gap is as soon as all before it is. */
  void acknowledge(long offset) {
    long upTo = offset;
    while (!gapsToPass.isEmpty() && gapsToPass.peek().from() <= upTo) {
      OutputItem.Gap passed = gapsToPass.poll();
      outstandingBytes -= passed.from() - acknowledged;
      acknowledged = passed.to();
      upTo = Math.max(upTo, acknowledged);
    }
    outstandingBytes -= upTo - acknowledged;
    acknowledged = upTo;
  }
}
