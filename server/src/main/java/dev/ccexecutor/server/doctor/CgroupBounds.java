package dev.ccexecutor.server.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the cgroups that this process is in allow, as far as they can be seen from here. */
final class CgroupBounds {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String VERSION_2 = "0::/";
  private static final String PIDS_OF_VERSION_1 = ":pids:/";

  private CgroupBounds() {}

  /** The smallest pids.max from its own cgroup up to the root; empty if there is none. */
  static OptionalLong mostProcesses() throws IOException {
    OptionalLong smallest = OptionalLong.empty();
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"), StandardCharsets.UTF_8)) {
      int versionOne = line.indexOf(PIDS_OF_VERSION_1);
      if (line.startsWith(VERSION_2)) {
        smallest = smaller(smallest, upwards(ROOT, line.substring(VERSION_2.length())));
      } else if (versionOne >= 0) {
        String path = line.substring(versionOne + PIDS_OF_VERSION_1.length());
        smallest = smaller(smallest, upwards(ROOT.resolve("pids"), path));
      }
    }
    return smallest;
  }

  private static OptionalLong upwards(Path root, String path) throws IOException {
    OptionalLong smallest = OptionalLong.empty();
    Path directory = root.resolve(path).normalize();
    while (directory.startsWith(root)) {
      Path file = directory.resolve("pids.max");
      if (Files.isReadable(file)) {
        String text = Files.readString(file).strip();
        if (!text.equals("max")) {
          smallest = smaller(smallest, OptionalLong.of(Long.parseLong(text)));
        }
      }
      directory = directory.getParent();
    }
    return smallest;
  }

  private static OptionalLong smaller(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return one.getAsLong() <= other.getAsLong() ? one : other;
  }
}
