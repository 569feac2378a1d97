package dev.ccexecutor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cgroup v2 that a tree is put into, if it is, which may be after its start. Frozen processes
 * don't look stopped in proc(5): the group's {@code cgroup.events} tells (cgroups(7)).
 */
final class FrozenGroup implements AutoCloseable {
  private static final String VERSION_2 = "0::";

  private final ProcessFile leaderGroups;
  private final String ownGroup;
  private final Optional<String> mountPoint;
  private ProcessFile events;

  FrozenGroup(int leader) throws IOException {
    leaderGroups = new ProcessFile(Path.of("/proc/" + leader + "/cgroup"));
    ownGroup = group(Files.readString(Path.of("/proc/self/cgroup")));
    mountPoint = mountPoint();
  }

  private static String group(String groups) {
    return groups
        .lines()
        .filter(line -> line.startsWith(VERSION_2))
        .map(line -> line.substring(VERSION_2.length()))
        .findFirst()
        .orElse("");
  }

  /** The fields of a line are device, mount point, type and more (fstab(5)). */
  private static Optional<String> mountPoint() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .map(line -> line.split(" "))
        .filter(fields -> fields[2].equals("cgroup2"))
        .map(fields -> fields[1])
        .findFirst();
  }

  /** False as long as the tree is where this process is too. */
  boolean isFrozen() {
    if (events == null && mountPoint.isPresent()) {
      findGroup();
    }
    return events != null && events.read().contains("frozen 1");
  }

  private void findGroup() {
    String group = group(leaderGroups.read());
    if (group.isEmpty() || group.equals(ownGroup)) {
      return;
    }
    try {
      events = new ProcessFile(Path.of(mountPoint.orElseThrow() + group, "cgroup.events"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    leaderGroups.close();
    if (events != null) {
      events.close();
    }
  }
}
