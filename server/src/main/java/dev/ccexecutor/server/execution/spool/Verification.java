package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.WireName;
import java.time.Instant;
import java.util.List;

/**
 * What came out of looking at a transcript.
 *
 * @param findings what is not as the manifest says, one line each; or why it is not complete
 * @param manifestSha256 of {@code execution.json} as it is now; null if there is none
 * @param manifestCompared whether that was compared with one that is known from elsewhere
 * @param executionId null if the manifest does not tell
 * @param marker null if the manifest does not tell
 * @param startedAt null if the manifest does not tell
 * @param endedAt null if the manifest does not tell
 * @param end null if it is not known
 * @param files how many were looked at, the manifest aside
 * @param bytes how many they have
 */
public record Verification(
    Verdict verdict,
    List<String> findings,
    String manifestSha256,
    boolean manifestCompared,
    String executionId,
    String marker,
    Instant startedAt,
    Instant endedAt,
    ProcessCompleted end,
    int files,
    long bytes) {

  /** Makes the findings immutable. */
  public Verification {
    findings = List.copyOf(findings);
  }

  /** In a word. */
  public enum Verdict implements WireName {
    /** Every byte that the command wrote is there, as it was. */
    UNCHANGED,
    /** Something is not as the server has left it. */
    CHANGED,
    /** What is there is as it was, but not all that the command wrote. */
    INCOMPLETE,
    /**
     * What is there is as it was, as far as its checksums tell; the server has not seen the end of
     * the command, or not yet.
     */
    LOST,
    /** It is no transcript, or can't be read. */
    UNREADABLE
  }
}
