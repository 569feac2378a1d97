package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.check.FootprintCheck;
import dev.ccexecutor.stress.evidence.ServerEvidence;
import dev.ccexecutor.stress.evidence.ServerState;
import dev.ccexecutor.stress.server.ProcessFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Looks at a server before, during and after a scenario. For one thread. */
final class ServerWatch implements AutoCloseable {
  /** Above what a server gives a tree that will not go, and its look for orphans every second. */
  private static final long PATIENCE_MILLIS = 20_000;

  /** The JVM adds compilers and collectors, and takes them away, as it sees fit. */
  private static final List<String> THREADS_OF_THE_JVM =
      List.of("C1 Compiler", "C2 Compiler", "G1 ", "GC Thread", "Attach Listener", "VM ");

  private final Target target;
  private final String marker;
  private final MetricsPage metrics;
  private final ServerState before;
  private final ResidentWatch resident;

  private ServerWatch(Target target, String marker) throws InterruptedException {
    this.target = target;
    this.marker = marker;
    this.metrics = new MetricsPage(target);
    target.newLogLines();
    this.before = settled();
    this.resident = ResidentWatch.start(target);
  }

  /**
   * Begins to look.
   *
   * @param marker of the scenario, in the environment of all that it starts
   */
  static ServerWatch begin(Target target, String marker) throws InterruptedException {
    return new ServerWatch(target, marker);
  }

  /** What was seen, once all clients are gone. */
  ServerEvidence finish() throws InterruptedException {
    resident.close();
    ServerState after = returned();
    Optional<List<Long>> survivors =
        target.isHere()
            ? Optional.of(ProcessFacts.withValueInEnvironment(marker))
            : Optional.empty();
    String serves = echo();
    return new ServerEvidence(
        target.isOwn(),
        before,
        after,
        resident.peak(),
        resident.middle(),
        logUpTo(marker + "-after"),
        survivors,
        serves);
  }

  /**
   * Waits until it holds no more than before, and has counted all. Its own connections come and go:
   * one look at which nothing is more is what counts.
   */
  private ServerState returned() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    ServerState last = now();
    while (System.nanoTime() - deadline < 0) {
      Thread.sleep(100);
      ServerState state = now();
      if (isAsBefore(state) && counters(last).equals(counters(state))) {
        return state;
      }
      last = state;
    }
    return last;
  }

  private boolean isAsBefore(ServerState state) {
    return isNoMore(before.openFiles(), state.openFiles())
        && isNoMore(before.threads(), state.threads())
        && (!target.isHere() || ProcessFacts.withValueInEnvironment(marker).isEmpty());
  }

  private static boolean isNoMore(Optional<List<String>> before, Optional<List<String>> now) {
    return before.isEmpty() || now.isEmpty() || FootprintCheck.isNoMore(before.get(), now.get());
  }

  /** Two looks in a row see the same: what was under way has been counted. */
  private ServerState settled() throws InterruptedException {
    List<ServerState> last = new ArrayList<>(List.of(now()));
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (System.nanoTime() - deadline < 0) {
      Thread.sleep(100);
      ServerState state = now();
      if (sameCounts(last.getFirst(), state)) {
        return state;
      }
      last.set(0, state);
    }
    return last.getFirst();
  }

  private static boolean sameCounts(ServerState one, ServerState other) {
    return one.openFiles().equals(other.openFiles())
        && one.threads().equals(other.threads())
        && counters(one).equals(counters(other));
  }

  private static Map<String, Double> counters(ServerState state) {
    return state.metrics().orElse(Map.of()).entrySet().stream()
        .filter(each -> each.getKey().matches("cc_executor_(executions|output|child).*"))
        .collect(
            java.util.stream.Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private ServerState now() throws InterruptedException {
    return new ServerState(openFiles(), threads(), metrics.read());
  }

  private Optional<List<String>> openFiles() {
    OptionalLong pid = target.pid();
    if (pid.isEmpty()) {
      return Optional.empty();
    }
    List<String> targets = ProcessFacts.openFiles(pid.getAsLong());
    // Its own directory can be read by no other user; a server that lives has some files open.
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            targets.stream()
                // Open for the moment of a look at processes, of which there is one every second.
                .filter(file -> !file.startsWith("/proc/"))
                .map(file -> file.replaceFirst("^(socket|pipe):.*", "$1"))
                .sorted()
                .toList());
  }

  private Optional<List<String>> threads() {
    OptionalLong pid = target.pid();
    return pid.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ProcessFacts.threadNames(pid.getAsLong()).stream()
                .filter(name -> THREADS_OF_THE_JVM.stream().noneMatch(name::startsWith))
                .toList());
  }

  /** Empty if a command comes back whole. */
  private String echo() throws InterruptedException {
    String id = marker + "-after";
    try {
      String text = Probes.output(target.probe(), id, "echo " + id);
      return text.equals(id + "\n") ? "" : "it printed '" + text + "'";
    } catch (ExecutionException failed) {
      return String.valueOf(failed.getCause());
    } catch (TimeoutException silent) {
      return "no answer";
    }
  }

  /** The log is written in order: once this id's end is there, so is all that was before. */
  private Optional<List<String>> logUpTo(String id) throws InterruptedException {
    Optional<List<String>> first = target.newLogLines();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>(first.get());
    Waiting.until(
        () -> {
          lines.addAll(target.newLogLines().orElseThrow());
          return lines.stream()
              .anyMatch(line -> line.contains(id) && line.contains("execution completed"));
        },
        PATIENCE_MILLIS);
    return Optional.of(lines);
  }

  @Override
  public void close() {
    resident.close();
    metrics.close();
  }
}
