package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What an earlier server has left of an execution.
 *
 * @param directory where it is
 * @param header what the manifest says of it
 * @param mode {@code overflow} is only left of what did not end
 * @param end the end record, with its transcript; null if the server died under it
 * @param endedAt when; for one whose server died, the last sign of it
 * @param stdout what there is of it, by offset, without overlaps
 * @param stderr what there is of it, by offset, without overlaps
 * @param bytes on disk
 * @param stdoutTotals of what is there, if that goes on from the beginning; null if not known
 * @param stderrTotals of what is there, if that goes on from the beginning; null if not known
 * @param transcript what to tell of it; null if it is none
 */
public record RecoveredSpool(
    Path directory,
    TranscriptHeader header,
    SpoolMode mode,
    ProcessCompleted end,
    Instant endedAt,
    List<StreamRange> stdout,
    List<StreamRange> stderr,
    long bytes,
    StreamTotals stdoutTotals,
    StreamTotals stderrTotals,
    TranscriptSummary transcript) {

  /** Makes the collections immutable. */
  public RecoveredSpool {
    stdout = List.copyOf(stdout);
    stderr = List.copyOf(stderr);
  }
}
