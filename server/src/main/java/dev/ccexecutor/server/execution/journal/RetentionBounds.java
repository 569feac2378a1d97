package dev.ccexecutor.server.execution.journal;

import java.time.Duration;
import java.time.Instant;

/**
 * How much is remembered of what has ended.
 *
 * @param retention for how long
 * @param maxBytes of all together, in memory and in files each; 0 to remember nothing
 */
public record RetentionBounds(Duration retention, long maxBytes) {
  boolean keepAny() {
    return maxBytes > 0 && retention.isPositive();
  }

  boolean isOver(Instant endedAt, Instant now) {
    return endedAt.plus(retention).isBefore(now);
  }
}
