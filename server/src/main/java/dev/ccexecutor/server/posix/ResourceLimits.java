package dev.ccexecutor.server.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a child may use, and how it ranks. A null leaves the child with what the server has. All of
 * it is inherited by what the child starts, and each process is measured by itself, but for {@code
 * processes}.
 *
 * @param cpuSeconds processor time: SIGXCPU at this, SIGKILL a second later (getrlimit(2))
 * @param addressSpaceBytes RLIMIT_AS
 * @param openFiles RLIMIT_NOFILE; some are needed to come through the exec
 * @param processes RLIMIT_NPROC: all of the user's processes and threads together, whoever has
 *     started them; it does not bind root
 * @param nice -20 to 19
 * @param oomScoreAdj -1000 to 1000 (proc_pid_oom_score_adj(5))
 */
public record ResourceLimits(
    Long cpuSeconds,
    Long addressSpaceBytes,
    Long openFiles,
    Long processes,
    Integer nice,
    Integer oomScoreAdj) {
  public static final ResourceLimits NONE = new ResourceLimits(null, null, null, null, null, null);

  private static final int PRIO_PROCESS = 0;

  /** From SIGXCPU to SIGKILL. */
  private static final long CPU_GRACE_SECONDS = 1;

  /**
   * Whether there is one that the child must not run a single instruction without. The rank under
   * want of memory is none of these: it can be mended a moment later.
   */
  boolean mustPrecedeExec() {
    return cpuSeconds != null
        || addressSpaceBytes != null
        || openFiles != null
        || processes != null
        || nice != null;
  }

  /**
   * Puts a child under all of them.
   *
   * @throws PosixException EPERM or EACCES if this server may not; some are then set
   */
  void applyTo(int pid) throws PosixException {
    if (oomScoreAdj != null) {
      OomRank.setAtGate(pid, oomScoreAdj);
    }
    if (nice != null) {
      setNice(pid);
    }
    for (Map.Entry<ResourceLimit, ResourceLimit.Bounds> limit : bounds().entrySet()) {
      limit.getKey().set(pid, limit.getValue());
    }
  }

  /** The kernel's limits among them (getrlimit(2)), soft and hard. */
  Map<ResourceLimit, ResourceLimit.Bounds> bounds() throws PosixException {
    Map<ResourceLimit, ResourceLimit.Bounds> bounds = new EnumMap<>(ResourceLimit.class);
    if (cpuSeconds != null) {
      bounds.put(ResourceLimit.CPU, cpuBounds());
    }
    put(ResourceLimit.AS, addressSpaceBytes, bounds);
    put(ResourceLimit.NOFILE, openFiles, bounds);
    put(ResourceLimit.NPROC, processes, bounds);
    return bounds;
  }

  /** The same without these. */
  ResourceLimits withoutBounds() {
    return new ResourceLimits(null, null, null, null, nice, oomScoreAdj);
  }

  private ResourceLimit.Bounds cpuBounds() throws PosixException {
    long hard = ResourceLimit.CPU.own().hard();
    long killAt = cpuSeconds + CPU_GRACE_SECONDS;
    // Where this server's own limit leaves no room for a second more, there is none.
    return new ResourceLimit.Bounds(
        cpuSeconds, Long.compareUnsigned(killAt, hard) > 0 ? hard : killAt);
  }

  private static void put(
      ResourceLimit limit, Long bound, Map<ResourceLimit, ResourceLimit.Bounds> bounds) {
    if (bound != null) {
      bounds.put(limit, new ResourceLimit.Bounds(bound, bound));
    }
  }

  private void setNice(int pid) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) ChildLibC.SETPRIORITY.invokeExact(errno, PRIO_PROCESS, pid, (int) nice) != 0) {
        throw new PosixException("setpriority(" + nice + ")", LibC.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
