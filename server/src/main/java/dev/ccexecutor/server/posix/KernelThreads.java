package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.util.Set;

/**
 * Threads of the kernel, which look like processes in {@code /proc} and mostly are the greater part
 * of what is there. None of them can be of a command: whoever loses its parent becomes a child of a
 * subreaper or of init (prctl(2)), never of kthreadd.
 */
final class KernelThreads {
  /** kthreadd, whose children they are; in a pid namespace of its own it is anybody's number. */
  private static final int KTHREADD = 2;

  /** PF_KTHREAD among the flags of proc_pid_stat(5). */
  private static final long IS_KERNEL_THREAD = 0x200000;

  private KernelThreads() {}

  /** Pids of those that can be told by one short list, which is all of them or none. */
  static Set<Integer> read() throws IOException {
    byte[] stat = ProcessTable.readUnlessGone(KTHREADD, "stat");
    if (stat == null || !isKernelThread(new ProcessStat(stat))) {
      return Set.of();
    }
    String list = KernelFile.textUnlessGone("/proc/2/task/2/children");
    return list == null ? Set.of() : Set.copyOf(AdoptedOrphans.parse(list));
  }

  private static boolean isKernelThread(ProcessStat stat) {
    return (stat.longField(ProcessStat.FLAGS) & IS_KERNEL_THREAD) != 0;
  }
}
