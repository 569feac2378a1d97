package dev.ccexecutor.server.agent.list;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What became of a list.
 *
 * @param name of the list
 * @param file that it came from
 * @param succeeded whether every task has, now or before
 * @param canceled whether somebody stopped it
 * @param startedAt when
 * @param durationSeconds of this run of it
 * @param tasks all, in their order
 */
public record TaskListReport(
    String name,
    String file,
    boolean succeeded,
    boolean canceled,
    Instant startedAt,
    @JsonProperty("duration_s") double durationSeconds,
    List<TaskReport> tasks) {

  public TaskListReport {
    startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
    tasks = List.copyOf(tasks);
  }

  /** How many came out so. */
  public long count(TaskReport.Status status) {
    return tasks.stream().filter(task -> task.status() == status).count();
  }
}
