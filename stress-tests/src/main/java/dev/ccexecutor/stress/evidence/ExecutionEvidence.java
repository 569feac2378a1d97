package dev.ccexecutor.stress.evidence;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.execution.spool.Verification;
import dev.ccexecutor.stress.scenario.Placeholders;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of one execution.
 *
 * @param id of the execution, which is its marker too
 * @param placeholders what stood for what in its texts
 * @param end its end record
 * @param refusal how it was refused
 * @param trouble what went wrong on the side of the client
 * @param followed whether its client was with it to the end, so that every byte must have come
 * @param stdout what came
 * @param stderr what came
 * @param reconnects how often its client came back
 * @param controls in the order of their answers
 * @param startMillis from request to answer
 * @param transcript what verifying its transcript said; empty if there is none, or not here
 */
public record ExecutionEvidence(
    String id,
    Placeholders placeholders,
    Optional<ProcessCompleted> end,
    Optional<Refusal> refusal,
    Optional<String> trouble,
    boolean followed,
    StreamEvidence stdout,
    StreamEvidence stderr,
    int reconnects,
    List<ControlEvidence> controls,
    double startMillis,
    Optional<Verification> transcript) {

  public ExecutionEvidence {
    controls = List.copyOf(controls);
  }

  /** Bytes of both streams that its client has received. */
  public long receivedBytes() {
    return stdout.bytes() + stderr.bytes();
  }
}
