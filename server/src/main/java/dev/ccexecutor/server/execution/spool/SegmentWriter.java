package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.OwnerOnly;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one segment, a block at a time: with its checksum it is there, or not at all. */
@RunsOn(ThreadRole.SPOOL)
final class SegmentWriter {
  private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);

  private static final Set<StandardOpenOption> NEW_FILE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final String executionId;
  private final Segment segment;
  private final FileChannel data;
  private final FileChannel checksums;
  private final Digest dataDigest;
  private final Digest checksumsDigest;
  private long dataBytes;
  private long checksumsBytes;
  private boolean forced;

  private SegmentWriter(
      String executionId,
      Segment segment,
      FileChannel data,
      FileChannel checksums,
      boolean withDigest) {
    this.executionId = executionId;
    this.segment = segment;
    this.data = data;
    this.checksums = checksums;
    this.dataDigest = withDigest ? new Digest() : null;
    this.checksumsDigest = withDigest ? new Digest() : null;
  }

  /**
   * Makes both files.
   *
   * @param executionId for the log
   * @param withDigest whether the manifest will have their SHA-256
   */
  static SegmentWriter create(
      String executionId, Segment segment, boolean withDigest, SpoolThread thread)
      throws IOException {
    FileChannel data = FileChannel.open(segment.path(), NEW_FILE, OwnerOnly.FILE);
    try {
      FileChannel checksums = FileChannel.open(segment.checksumsPath(), NEW_FILE, OwnerOnly.FILE);
      segment.opened(new OpenFile(data, thread));
      return new SegmentWriter(executionId, segment, data, checksums, withDigest);
    } catch (IOException e) {
      closeAfter(e, data);
      SpoolFiles.deleteQuietly(segment.path());
      throw e;
    }
  }

  private static void closeAfter(IOException failure, FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  Segment segment() {
    return segment;
  }

  /** Behind the last byte that is there. */
  long to() {
    return segment.from() + dataBytes;
  }

  long dataBytes() {
    return dataBytes;
  }

  /**
   * Adds a block.
   *
   * @param block not changed
   * @param line of its checksum
   * @throws IOException if it is not there; what was there before is untouched
   */
  void write(ByteBuffer[] block, byte[] line) throws IOException {
    try {
      // Not by appending: behind what counts there may be the rest of a block that failed.
      writeAt(data, dataBytes, duplicates(block));
      writeAt(checksums, checksumsBytes, new ByteBuffer[] {ByteBuffer.wrap(line)});
    } catch (IOException e) {
      cutAfter(e, data, dataBytes);
      cutAfter(e, checksums, checksumsBytes);
      throw e;
    }
    for (ByteBuffer part : block) {
      dataBytes += part.remaining();
      if (dataDigest != null) {
        dataDigest.update(part);
      }
    }
    checksumsBytes += line.length;
    if (checksumsDigest != null) {
      checksumsDigest.update(ByteBuffer.wrap(line));
    }
  }

  private static ByteBuffer[] duplicates(ByteBuffer[] block) {
    ByteBuffer[] duplicates = new ByteBuffer[block.length];
    for (int i = 0; i < block.length; i++) {
      duplicates[i] = block[i].duplicate();
    }
    return duplicates;
  }

  private static void writeAt(FileChannel channel, long position, ByteBuffer[] parts)
      throws IOException {
    channel.position(position);
    while (parts[parts.length - 1].hasRemaining()) {
      channel.write(parts);
    }
  }

  /** What is left behind is overwritten by the next block, or cut by {@link #finish}. */
  private static void cutAfter(IOException failure, FileChannel channel, long length) {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Nothing more comes: forces both files to the disk where the manifest will have them, and closes
   * them.
   *
   * @return what the manifest will say of them; empty for segments that will be deleted
   */
  List<Manifest.FileEntry> finish() {
    if (dataDigest == null) {
      close();
      return List.of();
    }
    try {
      force(data, dataBytes);
      force(checksums, checksumsBytes);
      forced = true;
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .addKeyValue("file", segment.path())
          .setCause(e)
          .log("output may not be on disk");
    }
    close();
    SpoolLayout.DataFile name = segment.name();
    String crc32c = dataDigest.crc32c();
    return List.of(
        new Manifest.FileEntry(
            name.name(), dataBytes, dataDigest.sha256(), name.stream(), name.from(), crc32c),
        new Manifest.FileEntry(
            name.checksumsName(), checksumsBytes, checksumsDigest.sha256(), null, null, null));
  }

  /** Whether {@link #finish} got it all to the disk. */
  boolean isForced() {
    return forced;
  }

  private static void force(FileChannel channel, long bytes) throws IOException {
    if (channel.size() != bytes) {
      channel.truncate(bytes);
    }
    channel.force(true);
  }

  /** The data stays open for whoever sends from it. */
  void close() {
    segment.close();
    try {
      checksums.close();
    } catch (IOException e) {
      Path path = segment.checksumsPath();
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .addKeyValue("file", path)
          .setCause(e)
          .log("a file could not be closed");
    }
  }
}
