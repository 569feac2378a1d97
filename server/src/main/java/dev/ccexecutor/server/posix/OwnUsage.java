package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this server itself uses of the machine, as the kernel tells (proc(5)). Any thread. */
public final class OwnUsage {
  private static final Path PROC_SELF = Path.of("/proc/self");

  private static final double TICKS_PER_SECOND = 100;

  private OwnUsage() {}

  /** What of its memory is in the machine's. */
  public static long residentBytes() throws IOException {
    return sizeField("VmRSS:");
  }

  /** Its address space. */
  public static long virtualBytes() throws IOException {
    return sizeField("VmSize:");
  }

  /** In user and kernel mode, all threads together, without its children. */
  public static double cpuSeconds() throws IOException {
    ProcessStat stat = new ProcessStat(Files.readAllBytes(PROC_SELF.resolve("stat")));
    return (stat.longField(ProcessStat.USER_TICKS) + stat.longField(ProcessStat.SYSTEM_TICKS))
        / TICKS_PER_SECOND;
  }

  /** Open descriptors, but for the one by which they are counted. */
  public static int openFiles() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC_SELF.resolve("fd"))) {
      for (Path ignored : descriptors) {
        count++;
      }
    }
    return count - 1;
  }

  /** How many it may have. */
  public static long mostOpenFiles() throws PosixException {
    return ResourceLimit.NOFILE.own().soft();
  }

  private static long sizeField(String name) throws IOException {
    String status = Files.readString(PROC_SELF.resolve("status"), StandardCharsets.ISO_8859_1);
    String line = status.lines().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
  }
}
