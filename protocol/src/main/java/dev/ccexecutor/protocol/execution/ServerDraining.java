package dev.ccexecutor.protocol.execution;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The params of {@code server.draining}: no new work from now on.
 *
 * @param deadline when what still runs is stopped, to the millisecond
 */
public record ServerDraining(Instant deadline) {

  public ServerDraining {
    deadline = deadline.truncatedTo(ChronoUnit.MILLIS);
  }
}
