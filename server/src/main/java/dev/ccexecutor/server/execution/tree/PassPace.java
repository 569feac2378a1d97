package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.TimeUnit;

/**
 * How long the sweeper waits between two passes that leave something open: at first for about as
 * long as a signalled process takes to stop, then longer and longer, and never less than the pass
 * before has taken, so that looks at a great many processes leave half of a processor alone.
 */
@RunsOn(ThreadRole.SWEEPER)
final class PassPace {
  private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(250);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private long steppedNanos = SHORTEST_NANOS;
  private long waitNanos = SHORTEST_NANOS;

  /** Something new was asked, which may be settled soon. */
  void restart() {
    steppedNanos = SHORTEST_NANOS;
  }

  /** A pass is over, and took so long. */
  void passed(long nanos) {
    waitNanos = Math.min(LONGEST_NANOS, Math.max(steppedNanos, nanos));
    steppedNanos = Math.min(LONGEST_NANOS, 2 * steppedNanos);
  }

  /** How long to wait until the next. */
  long waitNanos() {
    return waitNanos;
  }
}
