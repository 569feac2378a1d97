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
  /** No client can choose an id with a colon. */
  private static final String HOOK_PREFIX = "hook:";

  /**
   * A hook that is run for an execution. After a crash its processes are ended like those of an
   * execution, but nothing is told of it.
   */
  public static JournaledExecution hook(String executionId, Principal principal, String marker) {
    return new JournaledExecution(
        HOOK_PREFIX + executionId, principal, marker, null, Map.of(), SpoolMode.OFF);
  }

  static boolean isHook(String journaledId) {
    return journaledId.startsWith(HOOK_PREFIX);
  }

  JournalRecord.Starting starting() {
    return new JournalRecord.Starting(executionId, principal, marker, fingerprint, labels, spool);
  }
}
