package dev.ccexecutor.server.integration;

import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TreeShape;

/** By looking through /proc. */
class WalkContainmentTest extends ContainmentContract {
  WalkContainmentTest() {
    super(RunningTestServer.withSettings("containment", "walk"));
  }

  @Override
  boolean holds(TreeShape shape) {
    return shape.canBeWalked();
  }

  @Override
  boolean confirmsPauseOf(TreeShape shape) {
    return !shape.isNeverAtRest() && shape != TreeShape.LEAVES_A_DAEMON_WITHOUT_ENVIRONMENT;
  }
}
