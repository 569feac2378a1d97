package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.security.Principal;

/**
 * An execution that the server knows of: one that lives, or what is remembered of one that has
 * ended.
 */
public sealed interface KnownExecution {
  /** Its place among all executions of this server, in the order of their requests. */
  long sequence();

  Execution execution();

  default Principal principal() {
    return execution().spec().principal();
  }

  default String fingerprint() {
    return execution().spec().fingerprint();
  }

  default ExecutionStatus status() {
    return execution().record().status();
  }

  /** Its process runs, or its output is not yet all handed over. */
  record Live(long sequence, Execution execution) implements KnownExecution {}

  /** One that has ended, with its end record and what is kept of its output. */
  record Ended(long sequence, Execution execution, long endedAtNanos, long keptBytes)
      implements KnownExecution {
    private static final int BASE_BYTES = 4096;

    boolean hasTranscript() {
      return execution.spec().retention().spool() == SpoolMode.ALL;
    }

    /** About what it holds of memory. */
    long bytes() {
      long bytes = BASE_BYTES + keptBytes;
      bytes += 2L * execution.spec().command().map(shown -> shown.text().length()).orElse(0);
      for (var label : execution.spec().labels().entrySet()) {
        bytes += 2L * (label.getKey().length() + label.getValue().length());
      }
      return bytes;
    }
  }
}
