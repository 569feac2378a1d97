package dev.ccexecutor.server.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a task may run.
 *
 * @param fixed so long; empty for as long as its history suggests
 */
public record TaskTimeout(Optional<Duration> fixed) {

  /** As long as the task's history suggests. */
  public static final TaskTimeout AUTO = new TaskTimeout(Optional.empty());

  public TaskTimeout {
    if (fixed.isPresent() && (fixed.get().isNegative() || fixed.get().isZero())) {
      throw new IllegalArgumentException("timeout must be greater than 0");
    }
  }

  /** So long, for every attempt. */
  public static TaskTimeout of(Duration duration) {
    return new TaskTimeout(Optional.of(duration));
  }
}
