package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ExecutionStatus;

/**
 * An execution that the server knows of: one that lives, or what is remembered of one that has
 * ended.
 */
public sealed interface KnownExecution {
  /** Its place among all executions of this server, in the order of their requests. */
  long sequence();

  String fingerprint();

  ExecutionStatus status();

  /** Its process runs, or its output is not yet all handed over. */
  record Live(long sequence, Execution execution) implements KnownExecution {
    @Override
    public String fingerprint() {
      return execution.spec().fingerprint();
    }

    @Override
    public ExecutionStatus status() {
      return execution.record().status();
    }
  }

  /** Its end record and little else. */
  record Ended(long sequence, String fingerprint, ExecutionStatus status, long endedAtNanos)
      implements KnownExecution {
    private static final int BASE_BYTES = 2048;

    /** About what it holds of memory. */
    long bytes() {
      long bytes = BASE_BYTES;
      for (var label : status.labels().entrySet()) {
        bytes += 2L * (label.getKey().length() + label.getValue().length());
      }
      return bytes;
    }
  }
}
