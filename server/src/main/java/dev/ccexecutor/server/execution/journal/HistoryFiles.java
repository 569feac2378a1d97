package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.posix.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import tools.jackson.databind.ObjectWriter;

/**
 * The history of an instance: segments of lines that are only ever appended to, and deleted as a
 * whole, the oldest first. So nothing is written twice, and what is in memory is a few words for
 * each segment. Confined to one thread at a time.
 *
 * <p>What was written survives the end of this process, like a {@link JournalFile}.
 */
final class HistoryFiles implements Closeable {
  private static final ObjectWriter WRITER = Json.MAPPER.writerFor(PastExecution.class);

  /** A segment is at most about this part of the whole, so much more than the bound is there. */
  private static final int LEAST_SEGMENTS = 16;

  private static final long SMALLEST_SEGMENT_BYTES = 4 * 1024;
  private static final long LARGEST_SEGMENT_BYTES = 4 * 1024 * 1024;

  private static final class Segment {
    private final Path file;
    private long bytes;
    private Instant lastEnd = Instant.EPOCH;

    Segment(Path file) {
      this.file = file;
    }
  }

  private final Supplier<InstanceDirectory> directory;
  private final RetentionBounds bounds;
  private final long segmentBytes;
  private final Deque<Segment> oldestFirst = new ArrayDeque<>();
  private long bytes;
  private long lastNumber;

  /** Of the newest segment; null if the next line needs a new one. */
  private FileOutputStream stream;

  /**
   * @param directory where they are; gives null as long as there is none
   */
  HistoryFiles(Supplier<InstanceDirectory> directory, RetentionBounds bounds) {
    this.directory = directory;
    this.bounds = bounds;
    this.segmentBytes =
        Math.clamp(
            bounds.maxBytes() / LEAST_SEGMENTS, SMALLEST_SEGMENT_BYTES, LARGEST_SEGMENT_BYTES);
  }

  /** Adds these, mostly by one write. If it fails, some may be there, and the last in part. */
  void append(Iterable<PastExecution> executions) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (PastExecution execution : executions) {
      if (stream == null) {
        begin();
      }
      lines.writeBytes(WRITER.writeValueAsBytes(execution));
      lines.write('\n');
      Segment newest = oldestFirst.peekLast();
      newest.lastEnd =
          execution.endedAt().isAfter(newest.lastEnd) ? execution.endedAt() : newest.lastEnd;
      if (newest.bytes + lines.size() >= segmentBytes) {
        write(lines);
        endSegment();
      }
    }
    write(lines);
  }

  private void begin() throws IOException {
    InstanceDirectory place = directory.get();
    if (place == null) {
      throw new IOException("there is no directory for a history");
    }
    Path file = place.history(++lastNumber);
    Files.deleteIfExists(file); // Nothing is there, but for what somebody else has put there.
    stream = OwnerOnly.create(file);
    oldestFirst.addLast(new Segment(file));
  }

  private void write(ByteArrayOutputStream lines) throws IOException {
    if (lines.size() == 0) {
      return;
    }
    stream.write(lines.toByteArray());
    oldestFirst.peekLast().bytes += lines.size();
    bytes += lines.size();
    lines.reset();
  }

  /** What comes goes to a new one: also after a failure, since the last line may be half. */
  void endSegment() throws IOException {
    FileOutputStream former = stream;
    stream = null;
    if (former != null) {
      former.close();
    }
  }

  /** Deletes what is over its time, or more than there may be. */
  void deleteOld(Instant now) throws IOException {
    while (!oldestFirst.isEmpty() && isOver(oldestFirst.peekFirst(), now)) {
      if (oldestFirst.size() == 1) {
        endSegment();
      }
      Segment oldest = oldestFirst.peekFirst();
      Files.deleteIfExists(oldest.file);
      oldestFirst.removeFirst();
      bytes -= oldest.bytes;
    }
  }

  private boolean isOver(Segment oldest, Instant now) {
    return bounds.isOver(oldest.lastEnd, now)
        || (bytes > bounds.maxBytes() && oldestFirst.size() > 1);
  }

  boolean isEmpty() {
    return oldestFirst.isEmpty();
  }

  @Override
  public void close() throws IOException {
    endSegment();
  }
}
