package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.security.Principal;
import java.util.Map;

/**
 * What is written down of an execution before it starts.
 *
 * @param principal whose it is
 * @param fingerprint of its parameters
 * @param spool what of its output goes to disk
 */
public record JournaledExecution(
    String executionId,
    Principal principal,
    String marker,
    String fingerprint,
    Map<String, String> labels,
    SpoolMode spool) {
  JournalRecord.Starting starting() {
    return new JournalRecord.Starting(executionId, principal, marker, fingerprint, labels, spool);
  }
}
