package dev.ccexecutor.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The figures of starting and controlling processes, as tables of Markdown on stdout. They are no
 * JMH benchmarks because one request has several ends, each with percentiles of its own.
 *
 * <p>Arguments: {@code spawn}, {@code rate}, {@code control}, or none for all of them; {@code
 * short} for one short round. {@link ServerUnderTest} has the system properties that choose the
 * server.
 */
public final class ProcessFigures {
  private static final String SHORT = "short";
  private static final String SPAWN = "spawn";
  private static final String RATE = "rate";
  private static final String CONTROL = "control";
  private static final Set<String> ARGUMENTS = Set.of(SHORT, SPAWN, RATE, CONTROL);

  private static final Duration LOAD_TIME = Duration.ofSeconds(1);
  private static final double PERCENT = 100;

  private final PrintStream out;
  private final Effort effort;

  ProcessFigures(PrintStream out, Effort effort) {
    this.out = out;
    this.effort = effort;
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    List<String> words = List.of(arguments);
    if (!ARGUMENTS.containsAll(words)) {
      throw new IllegalArgumentException("known are only " + ARGUMENTS);
    }
    boolean all = words.stream().allMatch(SHORT::equals);
    Effort effort = words.contains(SHORT) ? Effort.SHORT : Effort.FULL;
    new ProcessFigures(System.out, effort).measure(all ? ARGUMENTS : Set.copyOf(words));
  }

  /** Measures what is named; all with one server, which is warmed up first. */
  void measure(Set<String> wanted)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    describeMachine();
    tellLoad("before");
    ServerUnderTest server = ServerUnderTest.start();
    try {
      InetSocketAddress address = server.address();
      SpawnFigures.warmUp(address, effort.warmUps());
      if (wanted.contains(SPAWN)) {
        printLatencies(SpawnFigures.measure(address, effort));
      }
      if (wanted.contains(RATE)) {
        print(
            Rates.heading(),
            RateFigures.measure(address, effort).stream().map(Rates::row).toList());
      }
      if (wanted.contains(CONTROL)) {
        printLatencies(ControlFigures.measure(address, effort));
      }
    } finally {
      server.stop();
    }
    tellLoad("after");
  }

  private void describeMachine() {
    out.printf(
        "%d processors, Linux %s, Java %s, server's options: %s%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        Runtime.version(),
        System.getProperty(ServerUnderTest.OPTIONS, "none"));
  }

  private void tellLoad(String when) throws IOException, InterruptedException {
    double share = MachineLoad.during(LOAD_TIME);
    out.printf("others took %.0f %% of the CPU in the second %s it%n", PERCENT * share, when);
  }

  private void printLatencies(List<Latencies> figures) {
    print(Latencies.heading(), figures.stream().map(Latencies::row).toList());
  }

  private void print(String heading, List<String> rows) {
    out.println();
    out.println(heading);
    rows.forEach(out::println);
  }
}
