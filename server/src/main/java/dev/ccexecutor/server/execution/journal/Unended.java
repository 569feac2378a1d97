package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that a journal has of an execution that has not ended.
 *
 * @param starting null if that line can't be read
 * @param started null if its leader is not known to have started; never null with the other
 */
record Unended(JournalRecord.Starting starting, JournalRecord.Started started) {
  static Unended of(JournalRecord.Starting starting) {
    return new Unended(starting, null);
  }

  /**
   * The same with its leader.
   *
   * @param former null if nothing else is known
   */
  static Unended of(Unended former, JournalRecord.Started started) {
    return new Unended(former == null ? null : former.starting, started);
  }

  String executionId() {
    return starting == null ? started.executionId() : starting.executionId();
  }

  /** Whether it is a hook of an execution, not one itself. */
  boolean isHook() {
    return JournaledExecution.isHook(executionId());
  }

  String marker() {
    return starting == null ? started.marker() : starting.marker();
  }

  /** The lines that say so. */
  List<JournalRecord> lines() {
    List<JournalRecord> lines = new ArrayList<>(2);
    if (starting != null) {
      lines.add(starting);
    }
    if (started != null) {
      lines.add(started);
    }
    return lines;
  }

  /**
   * What is told of it once its server is gone.
   *
   * @param treeEmpty whether nobody is left of it
   */
  PastExecution lost(Instant now, boolean treeEmpty) {
    Integer pid = started == null ? null : started.pid();
    return new PastExecution(
        starting == null ? null : starting.principal(),
        marker(),
        starting == null ? null : starting.fingerprint(),
        starting == null ? Map.of() : starting.labels(),
        starting == null ? null : starting.spool(),
        started == null ? null : started.startedAt(),
        now,
        null,
        new ProcessCompleted(
            executionId(),
            CompletionStatus.LOST,
            null,
            null,
            null,
            pid,
            pid,
            null,
            null,
            null,
            false,
            treeEmpty,
            null));
  }
}
