package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A spool without files, which keeps to the contract and does a piece of work when the test says
 * so. It must be given {@link PrintedBytes}. What breaks the contract is a {@link #faults fault}.
 */
public final class ScriptedSpool implements Spool {
  private final SpoolMode mode;
  private final ReaderLoop loop;
  private final SpoolListener listener;
  private final long segmentBytes;
  private final OpenFile slices;
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final Map<StreamType, StreamParts> parts = new EnumMap<>(StreamType.class);
  private final Map<StreamType, Long> appendedTo = new EnumMap<>(StreamType.class);
  private final List<String> faults = new ArrayList<>();
  private SpoolRefusal nextRefusal;
  private long pendingBytes;
  private int pendingAppends;
  private int mostPendingAppends;
  private boolean refusing;
  private boolean refused;
  private boolean failsReads;
  private boolean completed;
  private int closings;
  private int deletions;

  /**
   * @param segmentBytes when a segment of an overflow is full
   * @param sliceable to cut slices from, whatever is in it; null for no slices
   */
  public ScriptedSpool(
      SpoolMode mode, ReaderLoop loop, SpoolListener listener, long segmentBytes, Path sliceable) {
    this.mode = mode;
    this.loop = loop;
    this.listener = listener;
    this.segmentBytes = mode == SpoolMode.ALL ? Long.MAX_VALUE : segmentBytes;
    this.slices = sliceable == null ? null : open(sliceable);
    for (StreamType stream : StreamType.OUTPUTS) {
      parts.put(stream, new StreamParts());
      appendedTo.put(stream, 0L);
    }
  }

  private static OpenFile open(Path file) {
    try {
      return new OpenFile(FileChannel.open(file), Runnable::run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The test's side.

  /** Does one piece of work; the loop is told, and must be run. False if there is none. */
  public boolean work() {
    Runnable next = work.poll();
    if (next != null) {
      next.run();
    }
    return next != null;
  }

  /** The next append is refused, and those behind it. */
  public void refuseNext(SpoolRefusal reason) {
    nextRefusal = reason;
  }

  /** Whether what is there can't be read. */
  public void failReads(boolean fail) {
    failsReads = fail;
  }

  public List<String> faults() {
    return faults;
  }

  public int closings() {
    return closings;
  }

  public int deletions() {
    return deletions;
  }

  public boolean isCompleted() {
    return completed;
  }

  public int mostPendingAppends() {
    return mostPendingAppends;
  }

  /** Whether every slice was released, once no more are cut. */
  public boolean hasAllSlicesBack() {
    if (slices == null) {
      return true;
    }
    slices.endUse();
    return !slices.channel().isOpen();
  }

  // The spool.

  @Override
  public void append(StreamType stream, long offset, ByteBuf bytes) {
    int length = bytes.readableBytes();
    check(!completed, "append behind the end");
    check(closings + deletions == 0, "append to what is closed");
    check(offset >= appendedTo.get(stream), "append of what was appended before");
    check(PrintedBytes.matches(stream, offset, bytes), "append of wrong bytes at " + offset);
    if (refused || completed || closings + deletions > 0) {
      bytes.release();
      return;
    }
    appendedTo.put(stream, offset + length);
    pendingBytes += length;
    mostPendingAppends = Math.max(mostPendingAppends, ++pendingAppends);
    work.add(() -> write(stream, offset, length, bytes));
  }

  private void write(StreamType stream, long offset, int length, ByteBuf bytes) {
    bytes.release();
    if (refusing) {
      return;
    }
    if (nextRefusal != null) {
      SpoolRefusal reason = nextRefusal;
      nextRefusal = null;
      refusing = true;
      loop.execute(() -> refuse(reason));
      return;
    }
    loop.execute(() -> written(stream, offset, length));
  }

  private void refuse(SpoolRefusal reason) {
    pendingBytes = 0;
    pendingAppends = 0;
    refused = true;
    parts.forEach((stream, of) -> appendedTo.put(stream, of.to()));
    if (closings + deletions == 0) {
      listener.refused(reason);
    }
  }

  private void written(StreamType stream, long offset, int length) {
    pendingBytes -= length;
    pendingAppends--;
    if (closings + deletions == 0) {
      parts.get(stream).add(offset, length, segmentBytes);
      parts.get(stream).deleteReleased(completed);
      listener.written(stream, offset + length);
    }
  }

  @Override
  public long pendingBytes() {
    return pendingBytes;
  }

  @Override
  public long firstAvailable(StreamType stream, long offset) {
    return parts.get(stream).firstAvailable(offset);
  }

  @Override
  public void read(StreamType stream, long offset, int maxBytes, Consumer<ByteBuf> onRead) {
    int length = parts.get(stream).lengthAt(offset, maxBytes);
    boolean fails = length == 0 || failsReads;
    work.add(() -> loop.execute(() -> onRead.accept(fails ? null : read(stream, offset, length))));
  }

  private ByteBuf read(StreamType stream, long offset, int length) {
    ByteBuf bytes = loop.allocator().directBuffer(length, length);
    PrintedBytes.write(stream, offset, length, bytes);
    return bytes;
  }

  @Override
  public SpooledBytes slice(StreamType stream, long offset, int maxBytes) {
    int length = parts.get(stream).lengthAt(offset, maxBytes);
    if (length == 0 || failsReads || slices == null || !slices.tryUse()) {
      return null;
    }
    return new SpooledBytes(slices, offset, length);
  }

  @Override
  public void releaseBefore(StreamType stream, long offset) {
    if (mode == SpoolMode.OVERFLOW) {
      parts.get(stream).releaseBefore(offset);
      parts.get(stream).deleteReleased(false);
    }
  }

  @Override
  public void resume() {
    if (refused) {
      refused = false;
      work.add(() -> refusing = false);
    }
  }

  @Override
  public void complete(ProcessCompleted end, Consumer<TranscriptSummary> done) {
    check(!completed, "completed twice");
    completed = true;
    work.add(() -> loop.execute(() -> completeNow(done)));
  }

  private void completeNow(Consumer<TranscriptSummary> done) {
    parts.values().forEach(of -> of.deleteReleased(true));
    done.accept(null);
  }

  @Override
  public void delete() {
    deletions++;
    parts.values().forEach(StreamParts::clear);
  }

  @Override
  public void close() {
    closings++;
    parts.values().forEach(StreamParts::clear);
  }

  private void check(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
