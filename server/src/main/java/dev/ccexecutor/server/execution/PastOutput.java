package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.journal.PastExecution;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.spool.RecoveredSpool;
import dev.ccexecutor.server.execution.spool.Spool;
import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.execution.spool.TranscriptHeader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What former servers have left of one execution.
 *
 * @param spool its output; null if nothing of it is on disk
 */
public record PastOutput(PastExecution execution, RecoveredSpool spool) {
  /**
   * Brings together what the history tells and what is on disk, which may be kept for longer. They
   * are of one execution if they bear the same marker.
   */
  public static List<PastOutput> join(
      Collection<PastExecution> history, Collection<RecoveredSpool> spools) {
    Map<String, RecoveredSpool> byMarker = new HashMap<>();
    spools.forEach(spool -> byMarker.put(spool.header().marker(), spool));
    List<PastOutput> all = new ArrayList<>();
    for (PastExecution one : history) {
      RecoveredSpool spool = byMarker.remove(one.marker());
      all.add(new PastOutput(spool == null ? one : withOutput(one, spool), spool));
    }
    byMarker.values().forEach(spool -> all.add(new PastOutput(executionOf(spool), spool)));
    return all;
  }

  /** What is on disk, to be read; null if nothing is. */
  Spool openSpool(Spools spools, ReaderLoop loop) {
    return spool == null ? null : spools.open(spool, loop);
  }

  /** What was lost has no end but this. */
  private static PastExecution withOutput(PastExecution one, RecoveredSpool spool) {
    ProcessCompleted end = one.end();
    return one.isLost()
        ? one.withEnd(lost(end.executionId(), end.pid(), end.treeEmpty(), spool))
        : one;
  }

  /** The totals of what was on disk, and where that is. */
  private static ProcessCompleted lost(
      String executionId, Integer pid, boolean treeEmpty, RecoveredSpool spool) {
    return new ProcessCompleted(
        executionId,
        CompletionStatus.LOST,
        null,
        null,
        null,
        pid,
        pid,
        null,
        spool.stdoutTotals(),
        spool.stderrTotals(),
        false,
        treeEmpty,
        spool.transcript());
  }

  /** Behind the last byte of a stream that is known of. */
  long to(StreamType stream) {
    boolean isStdout = stream == StreamType.STDOUT;
    ProcessCompleted end = execution.end();
    StreamTotals totals = isStdout ? end.stdout() : end.stderr();
    if (totals != null) {
      return totals.bytes();
    }
    List<StreamRange> onDisk =
        spool == null ? List.of() : isStdout ? spool.stdout() : spool.stderr();
    return onDisk.isEmpty() ? 0 : onDisk.getLast().to();
  }

  private static PastExecution executionOf(RecoveredSpool spool) {
    TranscriptHeader header = spool.header();
    return new PastExecution(
        header.principal(),
        header.marker(),
        header.fingerprint(),
        header.labels(),
        spool.mode(),
        header.startedAt(),
        spool.endedAt(),
        null,
        endOf(spool));
  }

  private static ProcessCompleted endOf(RecoveredSpool spool) {
    TranscriptHeader header = spool.header();
    return spool.end() != null
        ? spool.end()
        : lost(header.executionId(), header.pid(), false, spool);
  }
}
