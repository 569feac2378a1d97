package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds a tree up again that forked faster than it was rounded up, or in which somebody could not
 * be told from another tree's: less and less often, for as long as it lives and some seconds.
 */
final class ContainmentRetry extends ContainmentTask {
  private static final Logger log = LoggerFactory.getLogger(ContainmentRetry.class);
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ProcessTree tree;
  private final ControlGroup group;
  private final Containment containment;
  private long delayNanos = FIRST_NANOS;

  ContainmentRetry(ProcessTree tree, ControlGroup group, Containment containment) {
    super(System.nanoTime() + FIRST_NANOS);
    this.tree = tree;
    this.group = group;
    this.containment = containment;
  }

  @Override
  @RunsOn(ThreadRole.CONTAINMENT)
  void run() {
    try {
      if (containment.roundUpAgain(tree, group)) {
        return;
      }
    } catch (IOException e) {
      log.atDebug()
          .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
          .addKeyValue(LogKeys.PID, tree.leaderPid())
          .setCause(e)
          .log("a round-up failed");
    }
    delayNanos *= 2;
    if (delayNanos > LONGEST_NANOS) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, tree.executionId())
          .addKeyValue(LogKeys.PID, tree.leaderPid())
          .log("not everybody could be brought into the cgroup, the walk watches the others");
      return;
    }
    due(System.nanoTime() + delayNanos);
    containment.add(this);
  }
}
