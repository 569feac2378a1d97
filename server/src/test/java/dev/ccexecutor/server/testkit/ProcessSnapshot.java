package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What this JVM holds of the kernel's: descriptors by kind, the server's threads, and children,
 * zombies among them. Left out are jars and the other files that the JVM opens when it likes.
 *
 * @param descriptors how many of each kind
 * @param threads names of the server's threads
 * @param children their stat lines
 */
public record ProcessSnapshot(
    Map<String, Long> descriptors, List<String> threads, List<String> children) {
  private static final List<String> SERVER_THREADS =
      List.of("event-loop", "reader-", "spawner", "sweeper", "test-client-reader");

  public static ProcessSnapshot take() {
    try {
      return new ProcessSnapshot(descriptorsByKind(), serverThreads(), childrenOfThisProcess());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until no more of anything is held than was at this snapshot. */
  public void awaitReturn() {
    Deadline.await("this process to hold no more than it did")
        .untilAsserted(() -> assertThat(take()).satisfies(now -> now.assertNoMoreThan(this)));
  }

  private void assertNoMoreThan(ProcessSnapshot before) {
    assertThat(threads).hasSizeLessThanOrEqualTo(before.threads.size());
    assertThat(children).hasSizeLessThanOrEqualTo(before.children.size());
    assertThat(descriptors)
        .allSatisfy(
            (kind, count) ->
                assertThat(count)
                    .as("descriptors of kind %s", kind)
                    .isLessThanOrEqualTo(before.descriptors.getOrDefault(kind, 0L)));
  }

  private static Map<String, Long> descriptorsByKind() throws IOException {
    Map<String, Long> kinds = new TreeMap<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      descriptors.forEach(descriptor -> kind(descriptor, kinds));
    }
    return kinds;
  }

  private static void kind(Path descriptor, Map<String, Long> kinds) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      if (!target.startsWith("/") || target.equals("/dev/null")) {
        kinds.merge(target.replaceAll(":\\[[0-9]+]$", ""), 1L, Long::sum);
      }
    } catch (IOException e) {
      // It was the one by which the list itself is read.
      kinds.merge("closed meanwhile", 0L, Long::sum);
    }
  }

  private static List<String> serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> SERVER_THREADS.stream().anyMatch(name::startsWith))
        .sorted()
        .toList();
  }

  private static List<String> childrenOfThisProcess() throws IOException {
    List<String> children = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        children.addAll(childrenOfTask(task));
      }
    }
    return children;
  }

  private static List<String> childrenOfTask(Path task) throws IOException {
    List<String> children = new ArrayList<>();
    try {
      for (String pid : Files.readString(task.resolve("children")).split(" ")) {
        if (!pid.isEmpty()) {
          children.add(Files.readString(Path.of("/proc", pid, "stat")).trim());
        }
      }
    } catch (IOException e) {
      return children; // The thread or the child has ended meanwhile.
    }
    return children;
  }
}
