package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.agent.AgentReading;
import dev.ccexecutor.server.agent.AgentTranscript;
import dev.ccexecutor.server.agent.FailureReport;

/**
 * What became of an attempt.
 *
 * @param attempt its number, from 1
 * @param executionId of its process
 * @param reading what the agent said; null if nothing was started
 * @param transcript what proves it; null if nothing was started
 * @param end of the process; null if it is not known
 * @param failure why it did not succeed; null if it did
 * @param seconds that it took
 */
record AttemptOutcome(
    int attempt,
    String executionId,
    AgentReading reading,
    AgentTranscript transcript,
    ProcessCompleted end,
    FailureReport failure,
    double seconds) {

  boolean isTransient() {
    return failure != null && failure.type().isTransient();
  }

  AttemptOutcome failedBy(FailureReport other) {
    return new AttemptOutcome(attempt, executionId, reading, transcript, end, other, seconds);
  }
}
