package dev.ccexecutor.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many connections and commands this machine lets a test have. */
final class MachineLimits {

  /** What a server, a client and all else on the machine have of their own. */
  private static final int RESERVE = 2_000;

  /** Two pipes and a pidfd, and a connection where each has its own. */
  private static final int DESCRIPTORS_OF_AN_EXECUTION = 4;

  private MachineLimits() {}

  /** As many connections as are wanted, or else as can be had, which is said. */
  static int connections(int wanted) throws IOException {
    return lowered(wanted, hardLimit("open files") - RESERVE, "connections", "open files");
  }

  /** The same of commands. */
  static int executions(int wanted) throws IOException {
    long byFiles = (hardLimit("open files") - RESERVE) / DESCRIPTORS_OF_AN_EXECUTION;
    int fitting = lowered(wanted, byFiles, "executions", "open files");
    return lowered(fitting, hardLimit("processes") - RESERVE, "executions", "processes");
  }

  private static int lowered(int wanted, long possible, String what, String limit) {
    if (possible >= wanted) {
      return wanted;
    }
    if (possible <= 0) {
      throw new IllegalStateException("no " + what + " within the limit of " + limit);
    }
    System.out.printf("ONLY %d %s, not %d: the limit of %s%n", possible, what, wanted, limit);
    return (int) possible;
  }

  /** Of this process, which raises itself as far as that (proc_pid_limits(5)). */
  private static long hardLimit(String name) throws IOException {
    Pattern line = Pattern.compile("Max " + name + " +\\S+ +(\\S+)");
    Matcher matcher = line.matcher(Files.readString(Path.of("/proc/self/limits")));
    if (!matcher.find()) {
      throw new IOException("no limit of " + name);
    }
    return matcher.group(1).equals("unlimited")
        ? Integer.MAX_VALUE
        : Long.parseLong(matcher.group(1));
  }
}
