package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes a cgroup: now, or when those have gone who were left alive in it. */
final class ContainmentRemoval extends ContainmentTask {
  private static final Logger log = LoggerFactory.getLogger(ContainmentRemoval.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String executionId;
  private final ControlGroup group;
  private final Containment containment;

  ContainmentRemoval(
      String executionId, ControlGroup group, Containment containment, long dueNanos) {
    super(dueNanos);
    this.executionId = executionId;
    this.group = group;
    this.containment = containment;
  }

  @Override
  @RunsOn(ThreadRole.CONTAINMENT)
  void run() {
    try {
      if (group.removeIfEmpty()) {
        return;
      }
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .addKeyValue("cgroup", group)
          .setCause(e)
          .log("a cgroup could not be removed");
    }
    due(System.nanoTime() + RETRY_NANOS);
    containment.add(this);
  }
}
