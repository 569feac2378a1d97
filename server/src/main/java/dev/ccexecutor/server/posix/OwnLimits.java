package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this server itself is bound by. A child has it from the server, and none may have more
 * without privileges.
 *
 * @param cpuSeconds the hard limit, like those that follow; {@link Long#MAX_VALUE} is none
 * @param nice of the main thread
 */
public record OwnLimits(
    long cpuSeconds,
    long addressSpaceBytes,
    long openFiles,
    long processes,
    int nice,
    int oomScoreAdj) {
  private static final Path PROC_SELF = Path.of("/proc/self");

  /** The place of the nice value among the fields of stat, counted from the state. */
  private static final int NICE = 16;

  /** As they are now. */
  public static OwnLimits read() throws IOException {
    return new OwnLimits(
        hard(ResourceLimit.CPU),
        hard(ResourceLimit.AS),
        hard(ResourceLimit.NOFILE),
        hard(ResourceLimit.NPROC),
        readNice(),
        Integer.parseInt(read("oom_score_adj").trim()));
  }

  private static long hard(ResourceLimit limit) throws PosixException {
    long hard = limit.own().hard();
    return hard < 0 ? Long.MAX_VALUE : hard; // RLIM_INFINITY is the largest unsigned number.
  }

  private static int readNice() throws IOException {
    String stat = read("stat");
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE]);
  }

  private static String read(String file) throws IOException {
    return Files.readString(PROC_SELF.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
