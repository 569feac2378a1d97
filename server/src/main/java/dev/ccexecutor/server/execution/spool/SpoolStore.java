package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.spool.Manifest.FileEntry;
import dev.ccexecutor.server.execution.spool.Manifest.MissingRange;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.OwnerOnly;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of one execution, as it is written. */
@RunsOn(ThreadRole.SPOOL)
final class SpoolStore {
  private static final Logger log = LoggerFactory.getLogger(SpoolStore.class);

  private final TranscriptHeader header;
  private final SpoolMode mode;
  private final Path directory;
  private final long maxBytes;
  private final SpoolQuota quota;
  private final Map<StreamType, StreamFiles> streams = new EnumMap<>(StreamType.class);
  private boolean created;
  private long usedBytes;
  private long manifestBytes;
  private SpoolRefusal lastRefusal;

  SpoolStore(
      TranscriptHeader header,
      SpoolMode mode,
      Path directory,
      long maxBytes,
      SpoolQuota quota,
      SpoolThread thread) {
    this.header = header;
    this.mode = mode;
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.quota = quota;
    for (StreamType stream : List.of(StreamType.STDOUT, StreamType.STDERR)) {
      streams.put(stream, new StreamFiles(header.executionId(), directory, stream, mode, thread));
    }
  }

  /** What an earlier server has left, for reading and deleting. */
  static SpoolStore ofRecovered(RecoveredSpool recovered, SpoolQuota quota, SpoolThread thread) {
    SpoolStore store =
        new SpoolStore(
            recovered.header(), recovered.mode(), recovered.directory(), 0, quota, thread);
    store.created = true;
    return store;
  }

  Path directory() {
    return directory;
  }

  TranscriptHeader header() {
    return header;
  }

  /** Makes the directory and the manifest of what runs, if it isn't there yet. */
  void create() throws SpoolRefusedException {
    if (created) {
      return;
    }
    try {
      makeDirectory();
      try {
        replaceManifest(ManifestFile.render(Manifest.running(header, mode)), false);
      } catch (IOException e) {
        SpoolFiles.deleteDirectory(directory);
        throw e;
      }
      created = true;
    } catch (IOException e) {
      throw refusal(SpoolRefusedException.of(e, directory.getParent().getParent()));
    }
  }

  private void makeDirectory() throws IOException {
    Files.createDirectories(directory.getParent(), OwnerOnly.DIRECTORY);
    try {
      Files.createDirectory(directory, OwnerOnly.DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("an execution of the same id and marker was there before", e);
    }
  }

  private void replaceManifest(byte[] rendered, boolean force) throws IOException {
    ManifestFile.replace(directory, rendered, force);
    // What says how it ended is worth more than a limit that it exceeds by a few hundred bytes.
    quota.count(rendered.length - manifestBytes);
    usedBytes += rendered.length - manifestBytes;
    manifestBytes = rendered.length;
  }

  /**
   * Writes a block, all or nothing.
   *
   * @param parts at least one, of at least one byte each; not changed
   * @return the segment that it is in
   */
  Segment write(StreamType stream, long offset, ByteBuffer[] parts) throws SpoolRefusedException {
    create();
    BlockChecksum block = BlockChecksum.of(offset, parts);
    byte[] line = block.line();
    long bytes = block.bytes() + line.length;
    reserve(bytes);
    try {
      return streams.get(stream).write(block, parts, line, lastRefusal);
    } catch (IOException e) {
      giveBack(bytes);
      throw refusal(SpoolRefusedException.of(e, directory));
    } catch (SpoolRefusedException e) {
      giveBack(bytes);
      throw refusal(e);
    }
  }

  /** How long a block may be now, by the limits; others may be faster. */
  long roomBytes() {
    return Math.min(maxBytes - usedBytes, quota.room()) - BlockChecksum.MOST_LINE_BYTES;
  }

  private void reserve(long bytes) throws SpoolRefusedException {
    if (bytes > maxBytes - usedBytes) {
      throw refusal(new SpoolRefusedException(SpoolRefusal.EXECUTION_LIMIT, null));
    }
    if (!quota.reserve(bytes)) {
      throw refusal(new SpoolRefusedException(SpoolRefusal.TOTAL_LIMIT, null));
    }
    usedBytes += bytes;
  }

  private SpoolRefusedException refusal(SpoolRefusedException refused) {
    lastRefusal = refused.reason();
    return refused;
  }

  private void giveBack(long bytes) {
    usedBytes -= bytes;
    quota.giveBack(bytes);
  }

  /** Deletes segments that are no longer written. */
  void delete(List<Segment> segments) {
    for (Segment segment : segments) {
      try {
        giveBack(streams.get(segment.stream()).delete(segment));
      } catch (IOException e) {
        logFailure(e, "a segment of output could not be deleted");
      }
    }
  }

  /**
   * Writes down how it ended.
   *
   * @return what the end record says of it; null unless it is a transcript
   */
  TranscriptSummary complete(ProcessCompleted end) {
    boolean transcript = mode == SpoolMode.ALL;
    try {
      if (transcript) {
        create();
        return seal(end);
      }
      if (created) {
        Manifest ended = Manifest.overflowEnded(header, Instant.now(), end);
        replaceManifest(ManifestFile.render(ended), false);
      }
    } catch (IOException | SpoolRefusedException e) {
      logFailure(e, "the end of an execution could not be written to its directory");
    } finally {
      close();
    }
    return transcript
        ? new TranscriptSummary(directory.toString(), null, false, header.marker())
        : null;
  }

  private TranscriptSummary seal(ProcessCompleted end) throws IOException {
    List<FileEntry> files = new ArrayList<>();
    List<MissingRange> missing = new ArrayList<>();
    boolean forced = true;
    for (Map.Entry<StreamType, StreamFiles> one : streams.entrySet()) {
      StreamFiles stream = one.getValue();
      stream.finish(length(end, one.getKey()), lastRefusal);
      files.addAll(stream.finished());
      missing.addAll(stream.missing());
      forced &= stream.isForced();
    }
    boolean complete = missing.isEmpty() && forced;
    byte[] rendered =
        ManifestFile.render(
            new Manifest(
                Manifest.FORMAT,
                TranscriptState.COMPLETED,
                header,
                mode,
                Instant.now(),
                end,
                complete,
                files,
                missing));
    replaceManifest(rendered, true);
    String sha256 = Digest.sha256Of(rendered);
    log.atInfo()
        .addKeyValue(LogKeys.EXECUTION_ID, header.executionId())
        .addKeyValue("marker", header.marker())
        .addKeyValue("directory", directory)
        .addKeyValue("sha256", sha256)
        .addKeyValue("complete", complete)
        .log("a transcript is sealed");
    return new TranscriptSummary(directory.toString(), sha256, complete, header.marker());
  }

  private static long length(ProcessCompleted end, StreamType stream) {
    StreamTotals totals = stream == StreamType.STDOUT ? end.stdout() : end.stderr();
    return totals == null ? 0 : totals.bytes();
  }

  /** Closes what is written and read, and deletes all. */
  void delete() {
    close();
    if (!created) {
      return;
    }
    try {
      quota.giveBack(SpoolFiles.deleteDirectory(directory));
    } catch (NoSuchFileException e) {
      log.atDebug()
          .addKeyValue(LogKeys.EXECUTION_ID, header.executionId())
          .setCause(e)
          .log("a transcript expired before it was forgotten");
    } catch (IOException e) {
      logFailure(e, "output on disk could not be deleted");
    }
    created = false;
  }

  void close() {
    streams.values().forEach(StreamFiles::close);
  }

  private void logFailure(Exception failure, String message) {
    log.atError()
        .addKeyValue(LogKeys.EXECUTION_ID, header.executionId())
        .addKeyValue("directory", directory)
        .setCause(failure)
        .log(message);
  }
}
