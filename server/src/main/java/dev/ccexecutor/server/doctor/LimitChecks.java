package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.config.ContainmentMode;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.doctor.Check.When;
import dev.ccexecutor.server.execution.MemoryBudget;
import dev.ccexecutor.server.posix.HostFeatures;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** How much of everything there may be. */
final class LimitChecks {
  private static final String FILES = "open files";
  private static final String PROCESSES = "processes";
  private static final String MEMORY = "memory";
  private static final String CGROUPS = "cgroups";

  /** Jars, loops, the listening socket, files of the data directory. */
  private static final long OWN_FILES = 120;

  /** Its input, both outputs, and its pidfd; what a spool has open is bounded by threads. */
  private static final long FILES_PER_EXECUTION = 4;

  private static final long OWN_THREADS = 80;
  private static final long MIB = 1024 * 1024;
  private static final long SMALL_HEAP_BYTES = 128 * MIB;

  private LimitChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(FILES, When.AT_START, "", LimitChecks::files),
        new Check(PROCESSES, When.AT_START, "", LimitChecks::processes),
        new Check(MEMORY, When.AT_START, "", LimitChecks::memory),
        new Check(CGROUPS, When.WITH_SETTINGS, "", LimitChecks::cgroups));
  }

  private static Finding files(Surroundings surroundings) throws IOException {
    ServerConfig config = surroundings.config();
    OptionalLong limit = HostFeatures.mostOpenFiles();
    if (limit.isEmpty()) {
      return Check.ok(FILES, "no limit");
    }
    long connections = (long) config.maxSessions() + config.inputLimits().pendingConnections();
    long needed = OWN_FILES + connections + FILES_PER_EXECUTION * config.maxExecutions();
    long forCommands = (limit.getAsLong() - OWN_FILES - connections) / FILES_PER_EXECUTION;
    String raise = "raise the hard limit (ulimit -Hn, LimitNOFILE= of systemd) to " + needed;
    if (limit.getAsLong() < OWN_FILES + FILES_PER_EXECUTION) {
      return Check.problem(FILES, "hard limit " + limit.getAsLong() + ": no server fits", raise);
    }
    if (limit.getAsLong() < needed) {
      return Check.warning(
          FILES,
          "hard limit %d: with all connections there is room for %d of the %d commands"
              .formatted(limit.getAsLong(), Math.max(0, forCommands), config.maxExecutions()),
          raise + ", or lower --max-executions or --max-sessions");
    }
    return Check.ok(FILES, "hard limit " + limit.getAsLong() + ", " + needed + " are needed");
  }

  private static Finding processes(Surroundings surroundings) throws IOException {
    long needed = OWN_THREADS + surroundings.config().maxExecutions();
    OptionalLong ofUser = HostFeatures.mostProcesses();
    OptionalLong ofCgroup = CgroupBounds.mostProcesses();
    long limit = Math.min(ofUser.orElse(Long.MAX_VALUE), ofCgroup.orElse(Long.MAX_VALUE));
    if (limit == Long.MAX_VALUE) {
      return Check.ok(PROCESSES, "no limit but the kernel's");
    }
    String whose = limit == ofCgroup.orElse(-1) ? "pids.max of its cgroup" : "ulimit -u";
    String raise =
        "raise it (TasksMax= or LimitNPROC= of systemd, --pids-limit of a container) to " + needed;
    if (limit < OWN_THREADS) {
      return Check.problem(PROCESSES, whose + " is " + limit + ": no server fits", raise);
    }
    if (limit < needed) {
      return Check.warning(
          PROCESSES,
          "%s is %d: less than %d commands and the server's own threads"
              .formatted(whose, limit, surroundings.config().maxExecutions()),
          raise + ", or lower --max-executions");
    }
    return Check.ok(PROCESSES, whose + " is " + limit + ", " + needed + " are needed at least");
  }

  private static Finding memory(Surroundings surroundings) {
    ServerConfig config = surroundings.config();
    long heap = Runtime.getRuntime().maxMemory();
    String found = "the heap may be " + heap / MIB + " MiB, and buffers beside it the same";
    if (heap < SMALL_HEAP_BYTES) {
      return Check.warning(
          MEMORY, found, "give it more: CC_EXECUTOR_JAVA_OPTS=-Xmx512m, or a larger machine");
    }
    MemoryBudget budget =
        MemoryBudget.fitting(config.queueBytes(), 0, config.maxExecutions(), heap);
    return budget.queueBytes() < config.queueBytes()
        ? Check.ok(
            MEMORY,
            found
                + "; with all %d commands each may lag by %d KiB, not by %d"
                    .formatted(
                        config.maxExecutions(),
                        budget.queueBytes() / 1024,
                        config.queueBytes() / 1024))
        : Check.ok(MEMORY, found);
  }

  private static Finding cgroups(Surroundings surroundings) {
    ContainmentMode mode = surroundings.config().containment();
    if (mode == ContainmentMode.WALK) {
      return Check.ok(CGROUPS, "not asked for (--containment walk)");
    }
    try {
      HostFeatures.tryControlGroups();
      return Check.ok(CGROUPS, "trees of processes are held in cgroups of version 2");
    } catch (IOException e) {
      String advice =
          "run it where a cgroup of version 2 is its own: Delegate=yes of systemd, Linux 5.14";
      return mode == ContainmentMode.CGROUP
          ? Check.problem(CGROUPS, e.getMessage(), advice + "; or --containment auto")
          : Check.warning(
              CGROUPS,
              e.getMessage() + ": processes are found by a walk over /proc",
              advice + "; --containment walk if that will do");
    }
  }
}
