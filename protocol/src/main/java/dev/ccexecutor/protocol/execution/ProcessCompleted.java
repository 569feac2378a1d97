package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The params of {@code process.completed}, the last that is heard of an execution.
 *
 * @param executionId whose
 * @param status how it came out
 * @param exitCode as a shell has it, {@link Signal#exitCodeOf} for a signal; null, and written as
 *     null, if the server died under it
 * @param signal what ended the leader, without {@code SIG}; null if it returned
 * @param reason what first made it end; null if the server died under it
 * @param pid of the leader
 * @param pgid of the leader's process group
 * @param executionTimeSeconds from the start to the leader's end
 * @param stdout all that was written to it; null if not known
 * @param stderr all that was written to it; null if not known
 * @param drained false if pipes were still open
 * @param treeEmpty true if no process of the tree is left
 * @param transcript what is on disk of its output; null if there is none
 */
public record ProcessCompleted(
    String executionId,
    CompletionStatus status,
    @JsonInclude(JsonInclude.Include.ALWAYS) Integer exitCode,
    String signal,
    EndReason reason,
    Integer pid,
    Integer pgid,
    @JsonProperty("execution_time") Double executionTimeSeconds,
    StreamTotals stdout,
    StreamTotals stderr,
    boolean drained,
    boolean treeEmpty,
    TranscriptSummary transcript) {

  /** The same with what is on disk of its output. */
  public ProcessCompleted withTranscript(TranscriptSummary written) {
    return new ProcessCompleted(
        executionId,
        status,
        exitCode,
        signal,
        reason,
        pid,
        pgid,
        executionTimeSeconds,
        stdout,
        stderr,
        drained,
        treeEmpty,
        written);
  }
}
