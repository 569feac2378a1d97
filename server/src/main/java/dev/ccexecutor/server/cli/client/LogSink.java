package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Hands over what was wanted of the logs, and knows when that is all. */
final class LogSink implements OutputSink {
  private final OutputSink destination;
  private final boolean follows;
  private final Stream stdout;
  private final Stream stderr;
  private final CompletableFuture<Void> complete = new CompletableFuture<>();

  LogSink(
      OutputSink destination,
      LogRange stdout,
      LogRange stderr,
      boolean follows,
      OptionalLong tailLines) {
    this.destination = destination;
    this.follows = follows;
    this.stdout = new Stream(StreamType.STDOUT, stdout, tailLines);
    this.stderr = new Stream(StreamType.STDERR, stderr, tailLines);
  }

  /** Completes when all that was there at the beginning is written, and no more is wanted. */
  CompletableFuture<Void> complete() {
    return complete;
  }

  boolean follows() {
    return follows;
  }

  /** Whether nothing need be asked for. */
  boolean isComplete() {
    return !follows && stdout.isRead() && stderr.isRead();
  }

  @Override
  public void started(RemoteExecution execution) {
    // It has been known for long.
  }

  @Override
  public void output(StreamType type, long offset, ByteBuf content) throws IOException {
    (type == StreamType.STDERR ? stderr : stdout).take(offset, content);
    finish();
  }

  @Override
  public void gap(ProcessGap gap) throws IOException {
    Stream stream = gap.type() == StreamType.STDERR ? stderr : stdout;
    if (stream.range.wanted()) {
      destination.gap(gap);
    }
    stream.next = Math.max(stream.next, gap.to());
    finish();
  }

  @Override
  public void completed(ProcessCompleted end) throws IOException {
    stdout.showTail();
    stderr.showTail();
    if (follows) {
      destination.completed(end);
    }
  }

  private void finish() throws IOException {
    if (isComplete()) {
      stdout.showTail();
      stderr.showTail();
      complete.complete(null);
    }
  }

  /** One of the two. */
  private final class Stream {
    private final StreamType type;
    private final LogRange range;
    private final LastLines tail;
    private long next;

    Stream(StreamType type, LogRange range, OptionalLong tailLines) {
      this.type = type;
      this.range = range;
      this.next = range.from();
      this.tail = tailLines.isPresent() ? new LastLines(tailLines.getAsLong()) : null;
    }

    boolean isRead() {
      return next >= range.to();
    }

    void take(long offset, ByteBuf content) throws IOException {
      boolean old = !isRead();
      int length = content.readableBytes();
      next = offset + length;
      // What was written meanwhile is the business of those who follow.
      long shown = follows ? length : Math.clamp(range.to() - offset, 0, length);
      if (!range.wanted() || shown == 0) {
        return;
      }
      ByteBuf wanted = content.slice(content.readerIndex(), (int) shown);
      if (tail == null || !old) {
        destination.output(type, offset, wanted);
        return;
      }
      tail.add(ByteBufUtil.getBytes(wanted));
      if (isRead()) {
        showTail();
      }
    }

    void showTail() throws IOException {
      if (tail != null) {
        byte[] lines = tail.take();
        if (lines.length > 0) {
          destination.output(type, next - lines.length, Unpooled.wrappedBuffer(lines));
        }
      }
    }
  }
}
