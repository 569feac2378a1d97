package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.stress.server.ProcessFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server holds of the kernel at one moment.
 *
 * @param openFiles what its file descriptors lead to, without the numbers of pipes and sockets
 * @param threads the names of its threads, but for those that the JVM has for itself
 */
record Footprint(List<String> openFiles, List<String> threads) {

  /**
   * On as many loops as this every connection and every execution of a warm-up leaves its trace.
   */
  static final String[] FEW_LOOPS = {"--event-loops", "2", "--reader-loops", "2"};

  /** Above what the server gives a tree that will not go, and its look for orphans every second. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration SETTLED_INTERVAL = Duration.ofMillis(200);

  /** The JVM adds compilers and collectors, and takes them away, as it sees fit. */
  private static final List<String> THREADS_OF_THE_JVM =
      List.of("C1 Compiler", "C2 Compiler", "G1 ", "GC Thread", "Attach Listener", "VM ");

  /** Waits until what was before is over, and tells what the idle server holds. */
  static Footprint ofIdle(ServerUnderTest server) {
    Footprint[] last = {now(server)};
    await()
        .atMost(PATIENCE)
        .pollInterval(SETTLED_INTERVAL)
        .until(
            () ->
                last[0].equals(last[0] = now(server))
                    && ProcessFacts.children(server.pid()).isEmpty()
                    && server.survivors().isEmpty());
    return last[0];
  }

  /** Waits until the server holds no more than this, and has no children. */
  void awaitReturn(ServerUnderTest server) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Footprint now = now(server);
              assertThat(without(now.openFiles, openFiles)).as("more open files").isEmpty();
              assertThat(without(now.threads, threads)).as("more threads").isEmpty();
              assertThat(ProcessFacts.children(server.pid())).as("children, or zombies").isEmpty();
              assertThat(server.survivors()).as("processes of trees").isEmpty();
            });
  }

  private static Footprint now(ServerUnderTest server) {
    List<String> openFiles =
        ProcessFacts.openFiles(server.pid()).stream()
            // Open for the moment of a look at processes, of which there is one every second.
            .filter(target -> !target.startsWith("/proc/"))
            .map(Footprint::withoutNumber)
            .toList();
    return new Footprint(openFiles, threads(server));
  }

  /** The names of its threads, but for those that the JVM has for itself. */
  static List<String> threads(ServerUnderTest server) {
    return ProcessFacts.threadNames(server.pid()).stream()
        .filter(name -> THREADS_OF_THE_JVM.stream().noneMatch(name::startsWith))
        .toList();
  }

  private static String withoutNumber(String target) {
    boolean numbered = target.startsWith("socket:") || target.startsWith("pipe:");
    return numbered ? target.substring(0, target.indexOf(':')) : target;
  }

  private static List<String> without(List<String> all, List<String> some) {
    List<String> rest = new ArrayList<>(all);
    some.forEach(rest::remove);
    return rest;
  }
}
