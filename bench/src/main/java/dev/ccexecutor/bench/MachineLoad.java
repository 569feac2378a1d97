package dev.ccexecutor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How much of the CPU is in use: what others take, as long as this one only waits. */
public final class MachineLoad {
  private static final Path STAT = Path.of("/proc/stat");
  private static final int FIRST_FIELD = 1;
  private static final int IDLE_FIELD = 4;
  private static final int GUEST_FIELD = 9;

  private MachineLoad() {}

  /** The share that was not idle during this time, from 0 to 1 for all processors together. */
  public static double during(Duration time) throws IOException, InterruptedException {
    String[] before = fields();
    Thread.sleep(time);
    String[] after = fields();
    double all = 0;
    for (int field = FIRST_FIELD; field < GUEST_FIELD; field++) { // Guests count as user too.
      all += ticks(after, field) - ticks(before, field);
    }
    double idle = ticks(after, IDLE_FIELD) - ticks(before, IDLE_FIELD);
    return 1 - idle / all;
  }

  /** The first line is of all processors (proc_stat(5)). */
  private static String[] fields() throws IOException {
    return Files.readAllLines(STAT).getFirst().split(" +");
  }

  private static double ticks(String[] fields, int field) {
    return Double.parseDouble(fields[field]);
  }
}
