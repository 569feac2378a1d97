package dev.ccexecutor.server.execution.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.spool.PrintedBytes;
import java.util.List;
import java.util.Random;

/**
 * One who reads a log, as an event loop and its client do together: drains only when woken, sends
 * as much as its window takes, and checks all that it gets.
 */
final class ModelReader {
  private final FeedTerms terms;
  private final boolean owns;
  private final long firstLagBytes;
  private final OutputQueue queue;
  private final ReceivedStream stdout;
  private final ReceivedStream stderr;
  private OutputFeed feed;
  private OutputItem current;
  private boolean woken;
  private boolean windowFull;
  private boolean closed;
  private boolean completed;

  ModelReader(
      ReaderLoop loop, OutputLog log, FeedTerms terms, boolean owns, long stdout, long stderr) {
    this.terms = terms;
    this.owns = owns;
    this.firstLagBytes = log.to(StreamType.STDOUT) + log.to(StreamType.STDERR) - stdout - stderr;
    this.stdout = new ReceivedStream(StreamType.STDOUT, stdout);
    this.stderr = new ReceivedStream(StreamType.STDERR, stderr);
    this.queue =
        new OutputQueue(terms.queueBytes(), () -> woken = true, () -> loop.execute(log::advance));
    this.feed =
        owns ? log.own(queue, terms, stdout, stderr) : log.observe(queue, terms, stdout, stderr);
  }

  OutputFeed feed() {
    return feed;
  }

  FeedTerms terms() {
    return terms;
  }

  /** How much may be held for it: it may begin further behind than it may fall. */
  long mostHeldBytes() {
    return terms.blocks() ? Math.max(terms.heldBytes(), firstLagBytes) : terms.heldBytes();
  }

  boolean isWaitedForBesideOwner() {
    return !owns && terms.blocks() && terms.wantsBytes() && !feed.isClosed();
  }

  boolean isClosed() {
    return closed;
  }

  boolean isComplete() {
    return completed;
  }

  ReceivedStream received(StreamType stream) {
    return stream == StreamType.STDOUT ? stdout : stderr;
  }

  long gapBytes() {
    return stdout.gapBytes() + stderr.gapBytes();
  }

  /** Takes at most so many items; returns whether it took any. */
  boolean drain(int items) {
    boolean progress = false;
    for (int i = 0; i < items && woken && !closed; i++) {
      if (current == null) {
        current = take();
      }
      if (current == null) {
        woken = false;
      } else if (send()) {
        progress = true;
      } else {
        woken = false;
        windowFull = true;
      }
    }
    return progress;
  }

  private OutputItem take() {
    OutputItem item = queue.poll();
    if (item == null) {
      queue.beginDrain();
      item = queue.poll();
    }
    return item;
  }

  /** False if the window has no room for it. */
  private boolean send() {
    assertThat(completed).as("an item behind the end record").isFalse();
    switch (current) {
      case OutputItem.Chunk chunk -> {
        int count = (int) Math.min(roomBytes(), chunk.bytes().readableBytes());
        if (count == 0) {
          return false;
        }
        assertThat(PrintedBytes.matches(chunk.stream(), chunk.offset(), chunk.first(count)))
            .as("content of %s at %s", chunk.stream(), chunk.offset())
            .isTrue();
        got(chunk.stream(), chunk.offset(), count);
        current = count == chunk.bytes().readableBytes() ? done() : chunk.after(count);
      }
      case OutputItem.FileChunk chunk -> {
        int count = (int) Math.min(roomBytes(), chunk.bytes().length());
        if (count == 0) {
          return false;
        }
        assertThat(terms.fileChunks()).isTrue();
        assertThat(chunk.bytes().position()).isEqualTo(chunk.offset());
        got(chunk.stream(), chunk.offset(), count);
        current = count == chunk.bytes().length() ? done() : chunk.after(count);
      }
      case OutputItem.Gap gap -> {
        received(gap.stream()).gap(gap);
        tellReleased();
        current = done();
      }
      case OutputItem.EndOfStream end -> {
        received(end.stream()).end(terms.wantsBytes() ? end.offset() : received(end.stream()).to());
        current = done();
      }
      case OutputItem.Completion completion -> {
        assertThat(stdout.hasEnded() && stderr.hasEnded()).as("ended before").isTrue();
        completed = true;
        current = done();
      }
    }
    return true;
  }

  private OutputItem done() {
    current.release();
    return null;
  }

  private void got(StreamType stream, long offset, int count) {
    received(stream).bytes(offset, count);
    if (!terms.acknowledges()) {
      received(stream).acknowledge(offset + count);
      tellReleased();
    }
  }

  private long roomBytes() {
    return terms.acknowledges() ? terms.heldBytes() - outstandingBytes() : Long.MAX_VALUE;
  }

  private long outstandingBytes() {
    return stdout.outstandingBytes() + stderr.outstandingBytes();
  }

  private void tellReleased() {
    for (ReceivedStream one : List.of(stdout, stderr)) {
      queue.released(one.stream(), one.acknowledged());
    }
  }

  /** Acknowledges some of what it got; returns whether that was news. */
  boolean acknowledgeSome(Random random) {
    ReceivedStream one = random.nextBoolean() ? stdout : stderr;
    return acknowledge(
        one, one.acknowledged() + random.nextLong(one.to() - one.acknowledged() + 1));
  }

  /** As a client that waits for the last byte that it may get before it acknowledges any. */
  boolean acknowledgeFullWindow() {
    return roomBytes() == 0 && acknowledgeAll();
  }

  /** Acknowledges all before an offset; returns whether that was news. */
  boolean acknowledge(StreamType stream, long to) {
    return acknowledge(received(stream), to);
  }

  boolean acknowledgeAll() {
    boolean ofStdout = acknowledge(stdout, stdout.to());
    boolean ofStderr = acknowledge(stderr, stderr.to());
    return ofStdout || ofStderr;
  }

  private boolean acknowledge(ReceivedStream one, long to) {
    if (closed || !terms.acknowledges() || to == one.acknowledged()) {
      return false;
    }
    one.acknowledge(to);
    tellReleased();
    woken |= windowFull;
    windowFull = false;
    return true;
  }

  /** The connection is gone; the log hears of it by itself, or later. */
  void closeQueue() {
    closed = true;
    if (current != null) {
      current.release();
      current = null;
    }
    queue.close();
  }
}
