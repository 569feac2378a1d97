package dev.ccexecutor.server.integration;

import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TreeShape;
import org.junit.jupiter.api.condition.EnabledIf;

/** Trees that are held in cgroups, where this machine has a hierarchy that can be written. */
@EnabledIf(
    value = "dev.ccexecutor.server.testkit.CgroupMount#isWritable",
    disabledReason = "this machine has no cgroup v2 hierarchy that this process may write to")
class CgroupContainmentTest extends ContainmentContract {
  CgroupContainmentTest() {
    super(RunningTestServer.withSettings("containment", "cgroup"));
  }

  @Override
  boolean holds(TreeShape shape) {
    return true;
  }

  @Override
  boolean confirmsPauseOf(TreeShape shape) {
    return true;
  }
}
