package dev.ccexecutor.stress.sample;

import dev.ccexecutor.stress.result.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of a process of this machine, see proc(5). */
final class ProcessGauges implements GaugeSource {
  private static final String RESIDENT = "VmRSS:";
  private static final String THREADS = "Threads:";
  private static final int KIB = 1024;

  private final Path directory;

  ProcessGauges(long pid) {
    this.directory = Path.of("/proc", Long.toString(pid));
  }

  @Override
  public Gauges read() {
    long residentBytes = Sample.UNKNOWN;
    int threads = Sample.UNKNOWN;
    try {
      // A name of a process may hold any byte.
      for (String line :
          Files.readAllLines(directory.resolve("status"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(RESIDENT)) {
          residentBytes = number(line) * KIB;
        } else if (line.startsWith(THREADS)) {
          threads = (int) number(line);
        }
      }
    } catch (IOException ended) {
      return Gauges.NONE;
    }
    return new Gauges(residentBytes, openFiles(), threads, Sample.UNKNOWN, Double.NaN);
  }

  /** Another user's may not be listed. */
  private int openFiles() {
    int count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        count += descriptor == null ? 0 : 1;
      }
      return count;
    } catch (IOException | DirectoryIteratorException unreadable) {
      return Sample.UNKNOWN;
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(line.indexOf(':') + 1).replace(" kB", "").strip());
  }
}
