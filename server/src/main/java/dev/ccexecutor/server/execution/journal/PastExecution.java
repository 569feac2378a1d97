package dev.ccexecutor.server.execution.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.Usage;
import dev.ccexecutor.server.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/**
 * An execution that is over, as it stands in a line of a history: all that the next server needs to
 * tell of it.
 *
 * @param principal whose it is; older versions did not write it
 * @param marker its own, also where its id was used twice
 * @param fingerprint of its parameters; empty if not known, so that no request matches it
 * @param labels never null
 * @param spool what of its output is on disk
 * @param startedAt to the millisecond; null if it is not known whether it started
 * @param endedAt to the millisecond; of a lost one, when the next server started
 * @param usage as {@code process.exited} told it; null if not known
 * @param end with status {@code lost} if the server died under it
 */
public record PastExecution(
    Principal principal,
    String marker,
    String fingerprint,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels,
    SpoolMode spool,
    Instant startedAt,
    Instant endedAt,
    Usage usage,
    ProcessCompleted end) {
  /** What is not known to have started comes first. */
  public static final Comparator<PastExecution> BY_START =
      Comparator.comparing(
          PastExecution::startedAt, Comparator.nullsFirst(Comparator.naturalOrder()));

  private static final int BASE_BYTES = 4096;

  public PastExecution {
    principal = Principal.orAnonymous(principal);
    JournalRecord.checkMarker(marker);
    fingerprint = fingerprint == null ? "" : fingerprint;
    labels = JournalRecord.orderedCopy(labels);
    spool = spool == null ? SpoolMode.OFF : spool;
    startedAt = startedAt == null ? null : startedAt.truncatedTo(ChronoUnit.MILLIS);
    endedAt = endedAt.truncatedTo(ChronoUnit.MILLIS);
    Objects.requireNonNull(end.executionId());
    Objects.requireNonNull(end.status());
  }

  public String executionId() {
    return end.executionId();
  }

  /** True if its server died under it. */
  public boolean isLost() {
    return end.status() == CompletionStatus.LOST;
  }

  public ExecutionState state() {
    return isLost() ? ExecutionState.LOST : ExecutionState.COMPLETED;
  }

  /** What was told when its leader had gone; null if it was lost. */
  public ProcessExited exited() {
    return isLost()
        ? null
        : new ProcessExited(
            executionId(),
            end.signal() == null ? end.exitCode() : null,
            end.signal(),
            end.reason(),
            usage);
  }

  /** By the clock, which may have been set back since. */
  public long nanosSinceEnd() {
    return Math.max(0, Duration.between(endedAt, Instant.now()).toNanos());
  }

  /** The same with another end record. */
  public PastExecution withEnd(ProcessCompleted other) {
    return new PastExecution(
        principal, marker, fingerprint, labels, spool, startedAt, endedAt, usage, other);
  }

  /** About what it holds of memory. */
  long bytes() {
    long bytes = BASE_BYTES;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      bytes += 2L * (label.getKey().length() + label.getValue().length());
    }
    return bytes;
  }

  /** Which of two that bear the same id is the one to tell of. */
  static PastExecution newer(PastExecution one, PastExecution other) {
    if (!one.marker.equals(other.marker)) {
      return one.endedAt.isBefore(other.endedAt) ? other : one;
    }
    if (one.isLost() != other.isLost()) {
      return one.isLost() ? other : one;
    }
    return one.endedAt.isAfter(other.endedAt) ? other : one; // Its time has begun with that one.
  }
}
