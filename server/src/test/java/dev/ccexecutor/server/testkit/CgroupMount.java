package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The machine's cgroup v2 hierarchy, which may be mounted beside v1 (cgroups(7)); many containers
 * have none, or one that may not be written.
 *
 * @param root the part of the hierarchy that is mounted
 * @param directory where
 */
public record CgroupMount(Path root, Path directory) {
  private static final int ROOT_FIELD = 3;
  private static final int DIRECTORY_FIELD = 4;

  /** For {@code @EnabledIf}: whether this process may make groups below its own. */
  public static boolean isWritable() {
    return find()
        .flatMap(mount -> mount.groupOf("self"))
        .filter(group -> Files.isWritable(group.resolve("cgroup.procs")))
        .isPresent();
  }

  /** The first such mount in mountinfo (proc(5)). */
  public static Optional<CgroupMount> find() {
    for (String line : linesOf(Path.of("/proc/self/mountinfo"))) {
      if (line.contains(" - cgroup2 ")) {
        String[] fields = line.split(" ");
        return Optional.of(
            new CgroupMount(Path.of(fields[ROOT_FIELD]), Path.of(fields[DIRECTORY_FIELD])));
      }
    }
    return Optional.empty();
  }

  /** The directory of a process's group; empty if the process is gone. */
  public static Optional<Path> directoryOf(int pid) {
    return find().flatMap(mount -> mount.groupOf(Integer.toString(pid)));
  }

  /** Whether a process is in a group that is frozen as a whole. Its state tells nothing of that. */
  public static boolean isFrozen(int pid) {
    return directoryOf(pid)
        .filter(group -> linesOf(group.resolve("cgroup.events")).contains("frozen 1"))
        .isPresent();
  }

  private Optional<Path> groupOf(String process) {
    return linesOf(Path.of("/proc", process, "cgroup")).stream()
        .filter(line -> line.startsWith("0::"))
        .map(line -> Path.of(line.substring("0::".length())))
        .map(group -> directory.resolve(root.relativize(group)))
        .findFirst();
  }

  /** Empty if it can't be read: what it tells of has gone. */
  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
