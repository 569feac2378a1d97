package dev.ccexecutor.server.execution.spool;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What {@code execution.json} holds. One that lacks what every manifest has can't be made.
 *
 * @param format 1
 * @param execution what was known at the start
 * @param spool what goes to the disk
 * @param endedAt null while it runs
 * @param end how it ended; null while it runs, and if its server died under it
 * @param complete whether every byte of both streams is here; null while it runs
 * @param files every file beside this one; null while it runs
 * @param missing what of the streams is not here; null while it runs
 */
record Manifest(
    int format,
    TranscriptState state,
    @JsonUnwrapped TranscriptHeader execution,
    SpoolMode spool,
    Instant endedAt,
    ProcessCompleted end,
    Boolean complete,
    List<FileEntry> files,
    List<MissingRange> missing) {
  static final int FORMAT = 1;

  Manifest {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(spool, "spool");
    if (format != FORMAT) {
      throw new IllegalArgumentException("not a format that is known here");
    }
    if (state != TranscriptState.RUNNING) {
      Objects.requireNonNull(endedAt, "ended_at");
    }
    files = files == null ? null : List.copyOf(files);
    missing = missing == null ? null : List.copyOf(missing);
  }

  /**
   * One file.
   *
   * @param file its name
   * @param bytes its length
   * @param sha256 of all of it, as 64 hex digits
   * @param stream whose bytes it has; null for a file of checksums
   * @param from offset of its first byte; null for a file of checksums
   * @param crc32c of all of it, as eight hex digits; null for a file of checksums
   */
  record FileEntry(
      String file, long bytes, String sha256, StreamType stream, Long from, String crc32c) {
    FileEntry {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(sha256, "sha256");
      if (stream != null) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(crc32c, "crc32c");
      }
    }
  }

  /**
   * Bytes of a stream that are not here.
   *
   * @param reason what the disk refused them for; null if they were not meant for it, or nobody
   *     knows
   */
  record MissingRange(StreamType stream, long from, long to, SpoolRefusal reason) {
    MissingRange {
      Objects.requireNonNull(stream, "stream");
    }
  }

  static Manifest running(TranscriptHeader header, SpoolMode mode) {
    return new Manifest(
        FORMAT, TranscriptState.RUNNING, header, mode, null, null, null, null, null);
  }

  /** Of segments that will go without a trace. */
  static Manifest overflowEnded(TranscriptHeader header, Instant endedAt, ProcessCompleted end) {
    return new Manifest(
        FORMAT,
        TranscriptState.COMPLETED,
        header,
        SpoolMode.OVERFLOW,
        endedAt,
        end,
        null,
        null,
        null);
  }

  boolean isTranscript() {
    return spool == SpoolMode.ALL;
  }
}
