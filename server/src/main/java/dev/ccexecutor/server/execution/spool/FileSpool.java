package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The reader loop's side of a spool: what is there, what is pending, and asking for the rest. */
@RunsOn(ThreadRole.READER_LOOP)
final class FileSpool implements Spool, SpoolWorker.Listener {
  private final SpoolMode mode;
  private final SpoolStore store;
  private final ReaderLoop loop;
  private final SpoolListener listener;
  private final SpoolWorker worker;
  private final Map<StreamType, StreamIndex> indexes = new EnumMap<>(StreamType.class);

  /** Where the last append of a stream ended. */
  private final Map<StreamType, Long> appendedTo = new EnumMap<>(StreamType.class);

  private long pendingBytes;
  private boolean refused;

  /** Nothing more is appended. */
  private boolean ended;

  /** Nothing more is read either. */
  private boolean closed;

  private FileSpool(
      SpoolMode mode,
      SpoolStore store,
      SpoolThread thread,
      ReaderLoop loop,
      SpoolCounters counters,
      SpoolListener listener) {
    this.mode = mode;
    this.store = store;
    this.loop = loop;
    this.listener = listener;
    this.worker = new SpoolWorker(store, thread, loop, counters, this);
    for (StreamType stream : List.of(StreamType.STDOUT, StreamType.STDERR)) {
      indexes.put(stream, new StreamIndex());
      appendedTo.put(stream, 0L);
    }
  }

  static FileSpool toWrite(
      SpoolMode mode,
      SpoolStore store,
      SpoolThread thread,
      ReaderLoop loop,
      SpoolCounters counters,
      SpoolListener listener) {
    return new FileSpool(mode, store, thread, loop, counters, listener);
  }

  static FileSpool toRead(
      RecoveredSpool recovered,
      SpoolStore store,
      SpoolThread thread,
      ReaderLoop loop,
      SpoolCounters counters) {
    FileSpool spool = new FileSpool(recovered.mode(), store, thread, loop, counters, null);
    spool.ended = true;
    spool.index(StreamType.STDOUT, recovered.stdout());
    spool.index(StreamType.STDERR, recovered.stderr());
    return spool;
  }

  private void index(StreamType stream, List<StreamRange> ranges) {
    StreamIndex index = indexes.get(stream);
    for (StreamRange range : ranges) {
      SpoolLayout.DataFile name = new SpoolLayout.DataFile(stream, range.from());
      index.written(new Segment(store.directory(), name), range.to());
    }
    index.ended();
  }

  /**
   * So that a transcript is there from its execution's start on, and not from its first byte. Any
   * thread.
   */
  void createSoon() {
    loop.execute(
        () -> {
          if (!ended) {
            worker.submit(new SpoolWork.Create());
          }
        });
  }

  @Override
  public void append(StreamType stream, long offset, ByteBuf bytes) {
    assert loop.isCurrent();
    int length = bytes.readableBytes();
    if (offset < appendedTo.get(stream)) {
      bytes.release();
      throw new IllegalArgumentException("output that was spooled already");
    }
    if (refused || ended || length == 0) {
      bytes.release();
      return;
    }
    appendedTo.put(stream, offset + length);
    pendingBytes += length;
    worker.submit(new SpoolWork.Append(stream, offset, bytes));
  }

  @Override
  public long pendingBytes() {
    return pendingBytes;
  }

  @Override
  public void written(Segment segment, long to, long bytes) {
    pendingBytes -= bytes;
    if (closed) {
      return;
    }
    StreamType stream = segment.stream();
    indexes.get(stream).written(segment, to);
    deleteReleased(stream);
    listener.written(stream, to);
  }

  @Override
  public void refused(SpoolRefusal reason) {
    pendingBytes = 0;
    refused = true;
    indexes.forEach((stream, index) -> appendedTo.put(stream, index.to()));
    if (!closed && listener != null) {
      listener.refused(reason);
    }
  }

  @Override
  public void resume() {
    if (refused) {
      refused = false;
      worker.submit(new SpoolWork.Resume());
    }
  }

  @Override
  public long firstAvailable(StreamType stream, long offset) {
    return indexes.get(stream).firstAvailable(offset);
  }

  @Override
  public void read(StreamType stream, long offset, int maxBytes, Consumer<ByteBuf> onRead) {
    assert loop.isCurrent();
    StreamIndex.Part part = indexes.get(stream).at(offset);
    if (part == null) {
      worker.tellLater(List.of(() -> onRead.accept(null)));
      return;
    }
    worker.submit(
        new SpoolWork.Read(
            part.segment(), part.position(offset), part.length(offset, maxBytes), onRead));
  }

  @Override
  public SpooledBytes slice(StreamType stream, long offset, int maxBytes) {
    StreamIndex.Part part = indexes.get(stream).at(offset);
    OpenFile file = part == null ? null : part.segment().useIfOpen();
    return file == null
        ? null
        : new SpooledBytes(file, part.position(offset), part.length(offset, maxBytes));
  }

  @Override
  public void releaseBefore(StreamType stream, long offset) {
    if (mode == SpoolMode.OVERFLOW) {
      indexes.get(stream).releaseBefore(offset);
      deleteReleased(stream);
    }
  }

  private void deleteReleased(StreamType stream) {
    List<Segment> released = indexes.get(stream).takeReleased();
    if (!released.isEmpty()) {
      worker.submit(new SpoolWork.DeleteSegments(released));
    }
  }

  @Override
  public void complete(ProcessCompleted end, Consumer<TranscriptSummary> done) {
    assert loop.isCurrent();
    TranscriptSummary failed =
        mode == SpoolMode.ALL
            ? new TranscriptSummary(
                store.directory().toString(), null, false, store.header().marker())
            : null;
    Consumer<TranscriptSummary> noted =
        summary -> {
          nothingMoreIsWritten();
          done.accept(summary);
        };
    SpoolWork.Complete work = new SpoolWork.Complete(end, failed, noted);
    if (ended) {
      worker.tellLater(List.of(work.abandon()));
      return;
    }
    ended = true;
    worker.submit(work);
  }

  private void nothingMoreIsWritten() {
    indexes.forEach(
        (stream, index) -> {
          index.ended();
          deleteReleased(stream);
        });
  }

  @Override
  public void delete() {
    end(true);
  }

  @Override
  public void close() {
    end(false);
  }

  private void end(boolean delete) {
    if (closed) {
      return;
    }
    ended = true;
    closed = true;
    List<Segment> segments =
        indexes.values().stream().map(StreamIndex::segments).flatMap(List::stream).toList();
    indexes.values().forEach(StreamIndex::clear);
    worker.submit(new SpoolWork.End(segments, delete));
  }
}
