package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One cgroup of version 2 (cgroups(7)) that holds one execution's processes: whatever a member
 * forks is a member too, from its first instruction on, so nobody outruns it.
 *
 * <p>Needs no controller. Any thread; each call is one short read or write of a file that is no
 * file, which waits for nobody but the kernel's own lock.
 */
public final class ControlGroup {
  private static final String USAGE_MICROS = "usage_usec ";

  private final Path directory;

  ControlGroup(Path directory) {
    this.directory = directory;
  }

  /** Where it is mounted; for the log and the journal. */
  public Path directory() {
    return directory;
  }

  /**
   * Moves a process in. One that is frozen meanwhile freezes, and what it forked before stays
   * outside.
   *
   * @return false if there is no such process any more
   */
  boolean admit(int pid) throws IOException {
    try {
      write("cgroup.procs", Integer.toString(pid));
      return true;
    } catch (IOException e) {
      ProcessTable.Entry process = ProcessTable.read(pid);
      if (process == null || process.isDead()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * The living members of this moment, also those in cgroups that members have made; none once the
   * group was removed.
   */
  public Set<Integer> pids() throws IOException {
    Set<Integer> pids = new HashSet<>();
    for (Path one : withNested()) {
      read(one, "cgroup.procs").lines().forEach(pid -> pids.add(Integer.parseInt(pid)));
    }
    return pids;
  }

  /**
   * Processor time that members have used as such, also those that have ended; 0 once the group was
   * removed.
   */
  public double cpuSeconds() throws IOException {
    return read(directory, "cpu.stat")
        .lines()
        .filter(line -> line.startsWith(USAGE_MICROS))
        .mapToDouble(line -> Long.parseLong(line.substring(USAGE_MICROS.length())) / 1e6)
        .sum();
  }

  /** Lets no member run on, nor whoever it is about to fork. {@link #isFrozen} tells when. */
  public void freeze() throws IOException {
    writeUnlessRemoved("cgroup.freeze", "1");
  }

  /** Lets all run on. */
  public void thaw() throws IOException {
    writeUnlessRemoved("cgroup.freeze", "0");
  }

  /** Whether every member has come to a stop: frozen ones show S in proc(5), not T. */
  public boolean isFrozen() throws IOException {
    return read(directory, "cgroup.events").contains("frozen 1");
  }

  /** Sends SIGKILL to every member, at one moment, also to those who are just being forked. */
  public void kill() throws IOException {
    writeUnlessRemoved("cgroup.kill", "1");
  }

  /**
   * Removes the group if nobody lives in it, which is the proof that nobody does; zombies don't
   * count.
   *
   * @return true if it is gone, also if it was before
   */
  public boolean removeIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (FileSystemException e) { // EBUSY, which Java knows by words only.
      if (read(directory, "cgroup.events").contains("populated 1")) {
        return false;
      }
      removeWithNested(); // The last one has just gone, or has left cgroups of its own behind.
      return true;
    }
  }

  private void removeWithNested() throws IOException {
    for (Path one : withNested().reversed()) {
      Files.deleteIfExists(one);
    }
  }

  /** Parents before children. A cgroup's only folders are the cgroups in it. */
  private List<Path> withNested() throws IOException {
    String statistics = read(directory, "cgroup.stat");
    if (statistics.isEmpty() || statistics.startsWith("nr_descendants 0\n")) {
      return List.of(directory);
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isDirectory).toList();
    } catch (UncheckedIOException e) { // One went while it was looked into.
      throw e.getCause();
    }
  }

  /**
   * It is removed once nobody is left in it, maybe between the opening of its file and the write.
   */
  private void writeUnlessRemoved(String file, String value) throws IOException {
    try {
      write(file, value);
    } catch (IOException e) {
      if (Files.exists(directory)) {
        throw e;
      }
    }
  }

  private void write(String file, String value) throws IOException {
    Files.write(
        directory.resolve(file),
        value.getBytes(StandardCharsets.ISO_8859_1),
        StandardOpenOption.WRITE);
  }

  private static String read(Path group, String file) throws IOException {
    String content = KernelFile.textUnlessGone(group + "/" + file);
    if (content == null && Files.exists(group)) {
      throw new IOException("a cgroup's " + file + " can't be read");
    }
    return content == null ? "" : content;
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
