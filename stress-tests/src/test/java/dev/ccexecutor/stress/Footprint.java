package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server holds of the kernel at one moment.
 *
 * @param openFiles where its file descriptors lead to
 * @param threads the names of its threads, but for those that the JVM has for itself
 */
record Footprint(List<String> openFiles, List<String> threads) {

  /** Above what the server gives a tree that will not go, and its look for orphans every second. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** The JVM adds compilers and collectors, and takes them away, as it sees fit. */
  private static final List<String> THREADS_OF_THE_JVM =
      List.of("C1 Compiler", "C2 Compiler", "G1 ", "GC Thread", "Attach Listener", "VM ");

  static Footprint of(long pid) {
    List<String> threads =
        ProcessFacts.threadNames(pid).stream()
            .filter(name -> THREADS_OF_THE_JVM.stream().noneMatch(name::startsWith))
            .toList();
    return new Footprint(ProcessFacts.openFiles(pid), threads);
  }

  /** Waits until the server holds no more than this, and has no children. */
  void awaitReturn(ServerUnderTest server) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Footprint now = of(server.pid());
              assertThat(kindsOf(now.openFiles)).as("open files").isEqualTo(kindsOf(openFiles));
              assertThat(now.threads).as("threads").isEqualTo(threads);
              assertThat(ProcessFacts.children(server.pid())).as("children, or zombies").isEmpty();
              assertThat(server.survivors()).as("processes of trees").isEmpty();
            });
  }

  /** Sockets and pipes have numbers that change; a file of the JVM may be opened late. */
  private static List<String> kindsOf(List<String> openFiles) {
    List<String> kinds = new ArrayList<>();
    for (String target : openFiles) {
      boolean numbered = target.startsWith("socket:") || target.startsWith("pipe:");
      kinds.add(numbered ? target.substring(0, target.indexOf(':')) : target);
    }
    return kinds;
  }
}
