package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.varhandle.unpadded.SpscUnboundedVarHandleUnpaddedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the work of one spool on its spool thread, a bounded amount at a time. */
final class SpoolWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(SpoolWorker.class);

  /** What is written at once at most, and has one checksum. */
  private static final int BLOCK_BYTES = 256 * 1024;

  /** Fewer than writev(2) takes. */
  private static final int BLOCK_PARTS = 256;

  /** After so much the thread's other spools have their turn. */
  private static final long TURN_BYTES = 1 << 20;

  private static final int QUEUE_CHUNK = 32;

  /** Hears what became of appended bytes; on the reader loop. */
  interface Listener {
    void written(Segment segment, long to, long bytes);

    void refused(SpoolRefusal reason);
  }

  private final Queue<SpoolWork> queue =
      new SpscUnboundedVarHandleUnpaddedArrayQueue<>(QUEUE_CHUNK);
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final SpoolStore store;
  private final SpoolThread thread;
  private final ReaderLoop loop;
  private final SpoolCounters counters;
  private final Listener listener;

  /** From here on the spool thread's. */
  private final List<News> news = new ArrayList<>();

  private boolean refusing;

  SpoolWorker(
      SpoolStore store,
      SpoolThread thread,
      ReaderLoop loop,
      SpoolCounters counters,
      Listener listener) {
    this.store = store;
    this.thread = thread;
    this.loop = loop;
    this.counters = counters;
    this.listener = listener;
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void submit(SpoolWork work) {
    if (thread.isEnding()) {
      tellLater(List.of(work.abandon()));
      return;
    }
    queue.offer(work);
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        thread.execute(this);
      } catch (RejectedExecutionException e) {
        // Only between two instructions of submit: what waits goes with the process.
        log.atWarn()
            .addKeyValue(LogKeys.EXECUTION_ID, store.header().executionId())
            .setCause(e)
            .log("output came behind the spool's end");
      }
    }
  }

  @Override
  @RunsOn(ThreadRole.SPOOL)
  public void run() {
    long left = TURN_BYTES;
    SpoolWork work = queue.poll();
    while (work != null) {
      left -= act(work);
      work = left > 0 ? queue.poll() : null;
    }
    if (!news.isEmpty()) {
      tellLater(List.copyOf(news));
      news.clear();
    }
    scheduled.set(false);
    if (!queue.isEmpty()) {
      schedule();
    }
  }

  /** Returns how much of the turn it has taken, in bytes. */
  private long act(SpoolWork work) {
    try {
      return switch (work) {
        case SpoolWork.Append append -> append(gather(append));
        case SpoolWork.Read read -> read(read);
        default -> {
          actOnce(work);
          yield 0;
        }
      };
    } catch (RuntimeException
        | Error e) { // No buffer for a read, say: the end must be told all the same.
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, store.header().executionId())
          .setCause(e)
          .log("a fault in the spool");
      refuse(new SpoolRefusedException(SpoolRefusal.IO_ERROR, e));
      if (!(work instanceof SpoolWork.Append)) {
        news.add(work.abandon());
      }
      return 0;
    }
  }

  private void actOnce(SpoolWork work) {
    switch (work) {
      case SpoolWork.Create create -> create();
      case SpoolWork.Resume resume -> refusing = false;
      case SpoolWork.DeleteSegments delete -> store.delete(delete.segments());
      case SpoolWork.Complete complete -> {
        TranscriptSummary summary = store.complete(complete.end());
        news.add(() -> complete.done().accept(summary));
      }
      case SpoolWork.End end -> end(end);
      default -> throw new IllegalStateException("not done once: " + work.getClass());
    }
  }

  private void create() {
    try {
      store.create();
    } catch (SpoolRefusedException e) {
      refuse(e);
    }
  }

  /** What follows in the stream without a hole is written with it, as far as there is room. */
  private List<SpoolWork.Append> gather(SpoolWork.Append first) {
    List<SpoolWork.Append> run = new ArrayList<>();
    run.add(first);
    long bytes = first.length();
    long mostBytes = Math.min(BLOCK_BYTES, store.roomBytes());
    while (run.size() < BLOCK_PARTS
        && queue.peek() instanceof SpoolWork.Append next
        && next.stream() == first.stream()
        && next.offset() == first.offset() + bytes
        && bytes + next.length() <= mostBytes) {
      run.add(next);
      bytes += next.length();
      queue.poll();
    }
    return run;
  }

  private long append(List<SpoolWork.Append> run) {
    long bytes = run.stream().mapToLong(SpoolWork.Append::length).sum();
    StreamType stream = run.getFirst().stream();
    long offset = run.getFirst().offset();
    try {
      if (!refusing) {
        Segment segment = store.write(stream, offset, parts(run));
        news.add(() -> listener.written(segment, offset + bytes, bytes));
      }
    } catch (SpoolRefusedException e) {
      refuse(e);
    } finally {
      run.forEach(append -> append.bytes().release());
    }
    return bytes;
  }

  private static ByteBuffer[] parts(List<SpoolWork.Append> run) {
    return run.stream()
        .flatMap(append -> Arrays.stream(append.bytes().nioBuffers()))
        .toArray(ByteBuffer[]::new);
  }

  private void refuse(SpoolRefusedException refused) {
    if (refusing) {
      return;
    }
    refusing = true;
    counters.refused(refused.reason());
    log.atWarn()
        .addKeyValue(LogKeys.EXECUTION_ID, store.header().executionId())
        .addKeyValue(LogKeys.REASON, refused.reason().wireName())
        .setCause(refused.getCause())
        .log("output of a command does not come to the disk");
    news.add(() -> listener.refused(refused.reason()));
  }

  private long read(SpoolWork.Read read) {
    try {
      ByteBuf bytes = thread.read(read.segment(), read.position(), read.length(), loop.allocator());
      news.add(new ReadBytes(read, bytes));
      return bytes == null ? 0 : bytes.readableBytes();
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, store.header().executionId())
          .setCause(e)
          .log("output on disk can't be read");
      news.add(read.abandon());
      return 0;
    }
  }

  private void end(SpoolWork.End end) {
    end.segments().forEach(thread::closeRead);
    if (end.delete()) {
      store.delete();
    } else {
      store.close();
    }
  }

  /** On the reader loop, where there is still one. */
  void tellLater(List<News> all) {
    try {
      loop.execute(() -> all.forEach(this::tell));
    } catch (RejectedExecutionException e) {
      log.atDebug()
          .addKeyValue(LogKeys.EXECUTION_ID, store.header().executionId())
          .setCause(e)
          .log("nobody hears of output on disk any more");
      all.forEach(News::discard);
    }
  }

  private void tell(News one) {
    try {
      one.tell();
    } catch (RuntimeException | Error e) { // Whoever comes behind it must hear all the same.
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, store.header().executionId())
          .setCause(e)
          .log("a fault in what hears from the spool");
    }
  }

  /**
   * The answer to a read.
   *
   * @param bytes owned until told; null for none
   */
  private record ReadBytes(SpoolWork.Read read, ByteBuf bytes) implements News {
    @Override
    public void tell() {
      read.onRead().accept(bytes);
    }

    @Override
    public void discard() {
      if (bytes != null) {
        bytes.release();
      }
    }
  }
}
