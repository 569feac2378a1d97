package dev.ccexecutor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cgroup v2 that a tree was put into, if it was. Frozen processes don't look stopped in
 * proc(5): the group's {@code cgroup.events} tells (cgroups(7)).
 */
final class FrozenGroup implements AutoCloseable {
  private static final String VERSION_2 = "0::";

  private final ProcessFile events;

  private FrozenGroup(ProcessFile events) {
    this.events = events;
  }

  /** The leader's group, unless it is the one that its server is in too. */
  static FrozenGroup of(int leader) throws IOException {
    String group = path("/proc/" + leader + "/cgroup").orElse("/");
    Optional<String> mount = mountPoint();
    if (mount.isEmpty() || group.equals(path("/proc/self/cgroup").orElse("/"))) {
      return new FrozenGroup(null);
    }
    return new FrozenGroup(new ProcessFile(Path.of(mount.get() + group, "cgroup.events")));
  }

  private static Optional<String> path(String file) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(VERSION_2))
        .map(line -> line.substring(VERSION_2.length()))
        .findFirst();
  }

  /** The fields of a line are device, mount point, type and more (fstab(5)). */
  private static Optional<String> mountPoint() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .map(line -> line.split(" "))
        .filter(fields -> fields[2].equals("cgroup2"))
        .map(fields -> fields[1])
        .findFirst();
  }

  boolean isFrozen() {
    return events != null && events.read().contains("frozen 1");
  }

  @Override
  public void close() throws IOException {
    if (events != null) {
      events.close();
    }
  }
}
