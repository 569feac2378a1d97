package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.execution.SpoolMode;
import java.util.Map;

/**
 * What is written down of an execution before it starts.
 *
 * @param fingerprint of its parameters
 * @param spool what of its output goes to disk
 */
public record JournaledExecution(
    String executionId,
    String marker,
    String fingerprint,
    Map<String, String> labels,
    SpoolMode spool) {
  JournalRecord.Starting starting() {
    return new JournalRecord.Starting(executionId, marker, fingerprint, labels, spool);
  }
}
