package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.protocol.execution.RequestedLimits;

/**
 * How much a client may ask for in {@code limits} of {@code execute}; its processes get as much
 * where it asks for nothing. Null is no ceiling.
 *
 * @param nice the least, like what follows
 */
public record ProcessCeilings(
    Long cpuSeconds,
    Long addressSpaceBytes,
    Long openFiles,
    Long processes,
    Long nice,
    Long oomScoreAdj) {
  public static final ProcessCeilings NONE =
      new ProcessCeilings(null, null, null, null, null, null);

  void check(RequestedLimits asked) throws CommandRefusedException {
    atMost("cpu_s", asked.cpuSeconds(), cpuSeconds);
    atMost("address_space_bytes", asked.addressSpaceBytes(), addressSpaceBytes);
    atMost("open_files", asked.openFiles(), openFiles);
    atMost("processes", asked.processes(), processes);
    atLeast("nice", asked.nice(), nice);
    atLeast("oom_score_adj", asked.oomScoreAdj(), oomScoreAdj);
  }

  private static void atMost(String name, Long asked, Long ceiling) throws CommandRefusedException {
    if (asked != null && ceiling != null && asked > ceiling) {
      throw Ceilings.beyond("limits." + name, "at most " + ceiling, ceiling);
    }
  }

  private static void atLeast(String name, Integer asked, Long least)
      throws CommandRefusedException {
    if (asked != null && least != null && asked < least) {
      throw Ceilings.beyond("limits." + name, "at least " + least, least);
    }
  }
}
