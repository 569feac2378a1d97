package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.util.Optional;

/**
 * What a process uses, as its stat tells (proc_pid_stat(5)).
 *
 * @param cpuSeconds its own, and that of children that have ended and that it has waited for
 * @param rssBytes what of it is in memory, with what it shares
 */
public record ProcessUsage(double cpuSeconds, long rssBytes) {
  private static final int SC_CLK_TCK = 2;
  private static final int SC_PAGESIZE = 30;

  // Places among the fields of stat, counted from the state.
  private static final int FIRST_TIME = 11;
  private static final int LAST_TIME = 14;
  private static final int RSS_PAGES = 21;

  private static final double TICKS_PER_SECOND = sysconf(SC_CLK_TCK);
  private static final long PAGE_BYTES = sysconf(SC_PAGESIZE);

  /** What this process uses now; nothing if it is gone. A zombie has its times, and no memory. */
  public static Optional<ProcessUsage> read(ProcessTable.Entry process) throws IOException {
    byte[] bytes = ProcessTable.readUnlessGone(process.pid(), "stat");
    if (bytes == null) {
      return Optional.empty();
    }
    ProcessStat stat = new ProcessStat(bytes);
    if (stat.longField(ProcessStat.START_TICKS) != process.startTicks()) {
      return Optional.empty();
    }
    long ticks = 0;
    for (int field = FIRST_TIME; field <= LAST_TIME; field++) {
      ticks += stat.longField(field);
    }
    return Optional.of(
        new ProcessUsage(ticks / TICKS_PER_SECOND, stat.longField(RSS_PAGES) * PAGE_BYTES));
  }

  private static long sysconf(int name) {
    try {
      return (long) ChildLibC.SYSCONF.invokeExact(name);
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
