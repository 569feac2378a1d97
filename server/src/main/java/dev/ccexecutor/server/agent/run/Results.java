package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.agent.AgentReading;
import dev.ccexecutor.server.agent.AgentReading.Figures;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.RetriedAttempt;
import java.time.Duration;
import java.util.List;

/** Puts the document together. */
final class Results {
  private static final Figures NO_FIGURES = new Figures(null, null, null, null, null, null, null);
  private static final AgentReading NOTHING_READ =
      new AgentReading(null, null, null, null, null, null, null, null);

  private Results() {}

  /**
   * The document.
   *
   * @param last the attempt that it is about
   * @param retried those before it
   * @param seconds that all took, pauses included
   */
  static AgentResult of(
      AgentTask task, AttemptOutcome last, List<RetriedAttempt> retried, double seconds) {
    AgentReading reading = last.reading() == null ? NOTHING_READ : last.reading();
    Figures figures = reading.figures() == null ? NO_FIGURES : reading.figures();
    ProcessCompleted end = last.end();
    return new AgentResult(
        task.name(),
        last.failure() != null,
        reading.result(),
        reading.partialText(),
        last.failure(),
        last.executionId(),
        end == null ? null : end.exitCode(),
        end == null || end.reason() == null ? null : end.reason().wireName(),
        end == null ? null : end.treeEmpty(),
        reading.sessionId(),
        reading.model(),
        figures.turns(),
        figures.costUsd(),
        rounded(seconds),
        rounded(last.seconds()),
        figures.durationMillis(),
        figures.apiMillis(),
        task.timeout().fixed().map(Duration::toMillis).map(millis -> millis / 1000.0).orElse(null),
        figures.usage(),
        figures.permissionDenials(),
        figures.structuredOutput(),
        last.transcript(),
        reading.events(),
        reading.diagnostics(),
        retried,
        null);
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
