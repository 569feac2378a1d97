package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How much processor time was used until now, in seconds. */
final class ProcessorTime {
  /** The kernel's unit for user space, sysconf(_SC_CLK_TCK): 100 on every Linux that runs Java. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME_AFTER_NAME = 11;
  private static final int STIME_AFTER_NAME = 12;
  private static final int FIRST_OF_MACHINE = 1;
  private static final int GUEST_OF_MACHINE = 9;
  private static final List<Integer> IDLE_OF_MACHINE = List.of(4, 5);

  private ProcessorTime() {}

  /** That of one process, its threads included and its children not (proc_pid_stat(5)). */
  static double ofProcess(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The name may have blanks and parentheses in it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[UTIME_AFTER_NAME]) + Long.parseLong(fields[STIME_AFTER_NAME]))
        / TICKS_PER_SECOND;
  }

  /** That of everybody but this process. */
  static double ofOthers() throws IOException {
    return ofMachine() - ofProcess(ProcessHandle.current().pid());
  }

  /** The first line is of all processors (proc_stat(5)). */
  private static double ofMachine() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      String[] fields = lines.findFirst().orElseThrow().split(" +");
      double ticks = 0;
      for (int field = FIRST_OF_MACHINE; field < GUEST_OF_MACHINE; field++) {
        ticks += IDLE_OF_MACHINE.contains(field) ? 0 : Double.parseDouble(fields[field]);
      }
      return ticks / TICKS_PER_SECOND;
    }
  }
}
