package dev.ccexecutor.server;

import dev.ccexecutor.server.config.ContainmentMode;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.AdoptedOrphans;
import dev.ccexecutor.server.posix.Containment;
import dev.ccexecutor.server.posix.ControlGroups;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this server holds what its commands start, as the operator chose and the machine allows.
 *
 * @param orphans whom the server adopts, in each case
 * @param containment null for the walk
 */
record ProcessContainment(AdoptedOrphans orphans, Containment containment) {
  private static final Logger log = LoggerFactory.getLogger(ProcessContainment.class);

  /**
   * Finds out what can be had.
   *
   * @throws IOException if cgroups were asked for and can't be had
   */
  static ProcessContainment choose(ContainmentMode mode) throws IOException {
    AdoptedOrphans orphans = AdoptedOrphans.adopt();
    if (mode == ContainmentMode.WALK) {
      return new ProcessContainment(orphans, null);
    }
    try {
      ControlGroups groups = ControlGroups.open();
      log.atInfo().addKeyValue("cgroup", groups.directory()).log("processes are held in cgroups");
      return new ProcessContainment(orphans, new Containment(groups, orphans));
    } catch (IOException e) {
      if (mode == ContainmentMode.CGROUP) {
        orphans.close();
        throw new IOException("no cgroups can be had: " + e.getMessage(), e);
      }
      log.atInfo()
          .addKeyValue(LogKeys.REASON, e.getMessage())
          .log("processes are found by looking at all of them, for want of cgroups");
      return new ProcessContainment(orphans, null);
    }
  }

  /** The directory of this server's cgroups, or null. */
  Path cgroups() {
    return containment == null ? null : containment.directory();
  }

  /** Once nobody looks after processes any more. */
  void close() throws IOException, InterruptedException {
    try {
      if (containment != null) {
        containment.close();
      }
    } finally {
      orphans.close();
    }
  }
}
