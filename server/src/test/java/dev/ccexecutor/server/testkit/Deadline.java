package dev.ccexecutor.server.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long a test waits for what must come. Long, because a wait that succeeds costs nothing. */
public final class Deadline {
  public static final Duration DEFAULT = Duration.ofSeconds(20);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

  private Deadline() {}

  /** Waits for a condition that is named for the failure's message. */
  public static ConditionFactory await(String condition) {
    return Awaitility.await(condition)
        .atMost(DEFAULT)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL_INTERVAL);
  }
}
