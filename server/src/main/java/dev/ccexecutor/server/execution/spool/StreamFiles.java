package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.Manifest.FileEntry;
import dev.ccexecutor.server.execution.spool.Manifest.MissingRange;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What one stream has on disk, as it is written. */
@RunsOn(ThreadRole.SPOOL)
final class StreamFiles {
  /** So long is a segment that can be deleted by itself. */
  static final long SEGMENT_BYTES = 8 << 20;

  /** Files that a stream has at a time: each hole makes one, however little there is to it. */
  static final int MOST_SEGMENTS = 4096;

  private final String executionId;
  private final Path directory;
  private final StreamType stream;
  private final SpoolMode mode;
  private final SpoolThread thread;
  private final List<FileEntry> finished = new ArrayList<>();
  private final List<MissingRange> missing = new ArrayList<>();
  private SegmentWriter writer;
  private long to;
  private int segments;
  private boolean allForced = true;

  StreamFiles(
      String executionId, Path directory, StreamType stream, SpoolMode mode, SpoolThread thread) {
    this.executionId = executionId;
    this.directory = directory;
    this.stream = stream;
    this.mode = mode;
    this.thread = thread;
  }

  /**
   * Writes a block, all or nothing.
   *
   * @param gapReason what an earlier refusal was for; null if there was none
   * @return the segment that it is in
   */
  Segment write(BlockChecksum block, ByteBuffer[] bytes, byte[] line, SpoolRefusal gapReason)
      throws IOException, SpoolRefusedException {
    boolean jumps = block.offset() != to;
    if (writer == null || jumps || isFull()) {
      writeToNewSegment(block, bytes, line);
    } else {
      writer.write(bytes, line);
    }
    if (jumps && mode == SpoolMode.ALL) {
      missing.add(new MissingRange(stream, to, block.offset(), gapReason));
    }
    to = writer.to();
    return writer.segment();
  }

  private boolean isFull() {
    return mode == SpoolMode.OVERFLOW && writer.dataBytes() >= SEGMENT_BYTES;
  }

  /** What was written so far stays the last one until the new one has something in it. */
  private void writeToNewSegment(BlockChecksum block, ByteBuffer[] bytes, byte[] line)
      throws IOException, SpoolRefusedException {
    if (segments >= MOST_SEGMENTS) {
      throw new SpoolRefusedException(SpoolRefusal.EXECUTION_LIMIT, null);
    }
    Segment segment = new Segment(directory, new SpoolLayout.DataFile(stream, block.offset()));
    SegmentWriter next = SegmentWriter.create(executionId, segment, mode == SpoolMode.ALL, thread);
    try {
      next.write(bytes, line);
    } catch (IOException e) {
      next.close();
      SpoolFiles.deleteQuietly(segment.path());
      SpoolFiles.deleteQuietly(segment.checksumsPath());
      throw e;
    }
    finishWriter();
    writer = next;
    segments++;
  }

  private void finishWriter() {
    if (writer != null) {
      finished.addAll(writer.finish());
      allForced &= writer.isForced();
      writer = null;
    }
  }

  /**
   * The stream has ended.
   *
   * @param length all that the child has written to it
   */
  void finish(long length, SpoolRefusal gapReason) {
    finishWriter();
    if (length > to) {
      missing.add(new MissingRange(stream, to, length, gapReason));
    }
  }

  List<FileEntry> finished() {
    return finished;
  }

  /** Whether all that was finished is on the disk. */
  boolean isForced() {
    return allForced;
  }

  List<MissingRange> missing() {
    return missing;
  }

  /** Deletes a segment that is no longer written, and says how many bytes that frees. */
  long delete(Segment segment) throws IOException {
    thread.closeRead(segment);
    long bytes = Files.size(segment.path()) + Files.size(segment.checksumsPath());
    Files.delete(segment.path());
    Files.delete(segment.checksumsPath());
    segments--;
    return bytes;
  }

  void close() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
