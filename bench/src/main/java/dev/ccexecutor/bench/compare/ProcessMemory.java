package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a process has in memory. */
final class ProcessMemory {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*(\\d+) kB$");
  private static final long BYTES_PER_KIBIBYTE = 1024;

  private ProcessMemory() {}

  /** Its resident set, in bytes (VmRSS, proc_pid_status(5)). */
  static long residentBytes(long pid) throws IOException {
    String status = Files.readString(Path.of("/proc/" + pid + "/status"));
    return Numbers.in(status, RESIDENT) * BYTES_PER_KIBIBYTE;
  }
}
