package dev.ccexecutor.stress.fault;

import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.server.ProcessFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Sends SIGKILL to a process of an execution. */
public final class Killing {

  private Killing() {}

  /**
   * Kills one of its processes.
   *
   * @param type KILL_LEADER, or KILL_CHILD for the newest of its other processes
   * @param marker in their environment
   * @param leader the pid of the first
   * @return whether there was such a process
   */
  public static boolean kill(Fault.Type type, String marker, long leader) {
    List<Long> members = ProcessFacts.withValueInEnvironment(marker);
    Optional<Long> victim =
        type == Fault.Type.KILL_LEADER
            ? members.stream().filter(pid -> pid == leader).findFirst()
            : members.stream().filter(pid -> pid != leader).max(Comparator.naturalOrder());
    return victim.flatMap(ProcessHandle::of).map(ProcessHandle::destroyForcibly).orElse(false);
  }
}
