package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of an execution.
 *
 * @param executionId whose
 * @param state where it stands
 * @param pid of the leader; null while it is starting
 * @param pgid of the leader's process group; null with pid
 * @param labels as given; never null
 * @param startedAt to the millisecond
 * @param stdout what there is of it
 * @param stderr what there is of it
 * @param exit what {@code process.completed} said; null before that, and written as null
 * @param command the beginning of what was asked for, for people; null where it is not known any
 *     more
 * @param stdin as given; null with command
 * @param pty whether its streams are a terminal; null with command
 */
public record ExecutionStatus(
    String executionId,
    ExecutionState state,
    Integer pid,
    Integer pgid,
    Map<String, String> labels,
    Instant startedAt,
    StreamRange stdout,
    StreamRange stderr,
    @JsonInclude(JsonInclude.Include.ALWAYS) ProcessCompleted exit,
    String command,
    StdinMode stdin,
    Boolean pty) {

  public ExecutionStatus {
    labels = labels == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    startedAt = startedAt == null ? null : startedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Without the command, which may hold secrets. */
  @Override
  public String toString() {
    return "ExecutionStatus[executionId=" + executionId + ", state=" + state + "]";
  }
}
