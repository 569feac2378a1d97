package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.server.execution.Execution;
import java.util.Comparator;
import java.util.Optional;

/** An execution that a session has a claim to. */
record ClaimedExecution(Execution execution, SessionClaim claim) {
  /** Of those that were told to their end. */
  static final Comparator<ClaimedExecution> NEWEST_FIRST =
      Comparator.comparingLong((ClaimedExecution one) -> one.claim().deliveredAtNanos()).reversed();

  static Optional<ClaimedExecution> of(Execution execution) {
    return execution
        .attachments()
        .claim()
        .filter(SessionClaim.class::isInstance)
        .map(SessionClaim.class::cast)
        .map(claim -> new ClaimedExecution(execution, claim));
  }

  /**
   * Whether its session can be resumed with it. What was to end with its connection, and was told
   * to its end before, can't once that is gone.
   */
  boolean mayBeResumed() {
    return !(claim.identity().isCutOff()
        && claim.isDelivered()
        && execution.spec().onDisconnect() == OnDisconnect.CANCEL);
  }
}
