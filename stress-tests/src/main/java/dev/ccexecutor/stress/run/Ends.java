package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.spool.TranscriptVerifier;
import dev.ccexecutor.server.execution.spool.Verification;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** How executions have ended, asked for by somebody else than who started them. */
final class Ends {

  private Ends() {}

  /**
   * What is known of an end.
   *
   * @param record empty if there is none
   * @param trouble why not
   */
  record End(Optional<ProcessCompleted> record, Optional<String> trouble) {}

  /** Waits for it. */
  static End await(Target target, String id) throws InterruptedException {
    try {
      ExecutionStatus status = Waiting.answer(target.probe().awaitEnd(id));
      return new End(Optional.ofNullable(status.exit()), Optional.empty());
    } catch (ExecutionException unknown) {
      return new End(
          Optional.empty(), Optional.of("its end is not known: " + Failures.describe(unknown)));
    } catch (TimeoutException silent) {
      return new End(Optional.empty(), Optional.of("it goes on without its client"));
    }
  }

  /** What its transcript says, if it has one that can be seen here. */
  static Optional<Verification> transcript(Target target, ProcessCompleted end) {
    TranscriptSummary summary = end.transcript();
    return summary == null || !target.isHere()
        ? Optional.empty()
        : Optional.of(TranscriptVerifier.verify(Path.of(summary.directory()), summary.sha256()));
  }
}
