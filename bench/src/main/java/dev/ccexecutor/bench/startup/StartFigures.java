package dev.ccexecutor.bench.startup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The figures of starts, as a table of Markdown on stdout: with the AOT caches and without, in
 * turns.
 *
 * <p>Arguments: how many rounds (20), and the launcher ({@code ./cc-executor}).
 */
public final class StartFigures {
  private static final int USUAL_ROUNDS = 20;

  /** The running server is compiled after some; a user's has served before. */
  private static final int WARM_UPS = 20;

  private final PrintStream out;
  private final Launcher plain;
  private final Launcher cached;
  private final Durations plainServe = new Durations();
  private final Durations cachedServe = new Durations();
  private final Durations plainRun = new Durations();
  private final Durations cachedRun = new Durations();

  StartFigures(PrintStream out, Path launcher) {
    this.out = out;
    plain = new Launcher(launcher, false);
    cached = new Launcher(launcher, true);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : USUAL_ROUNDS;
    Path launcher = Path.of(arguments.length > 1 ? arguments[1] : "cc-executor");
    new StartFigures(System.out, launcher).measure(rounds, WARM_UPS);
  }

  void measure(int rounds, int warmUps) throws IOException, InterruptedException {
    plain.prepare();
    Path directory = Files.createTempDirectory("cc-executor-start");
    try (ListeningServer running = cached.serve(directory.resolve("running"))) {
      for (int i = 0; i < warmUps; i++) {
        cached.run(running.url());
      }
      for (int round = 0; round < rounds; round++) {
        serveOnce(plain, directory, plainServe);
        serveOnce(cached, directory, cachedServe);
        plainRun.add(plain.run(running.url()));
        cachedRun.add(cached.run(running.url()));
      }
    } finally {
      delete(directory);
    }
    print(rounds);
  }

  private static void serveOnce(Launcher launcher, Path directory, Durations durations)
      throws IOException {
    try (ListeningServer server = launcher.serve(directory.resolve("measured"))) {
      durations.add(server.startNanos());
    }
  }

  private void print(int rounds) {
    out.printf(
        Locale.ROOT,
        "From the exec of the launcher; n=%d each, in turns, on %d processors.%n%n",
        rounds,
        Runtime.getRuntime().availableProcessors());
    out.println("| start | ends with | without a cache | with it | ratio |");
    out.println("| --- | --- | --- | --- | --- |");
    printRow("`serve`", "`listening on`", plainServe, cachedServe);
    printRow("`run -- true`", "exit", plainRun, cachedRun);
  }

  private void printRow(String start, String end, Durations without, Durations with) {
    out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %.2f |%n",
        start,
        end,
        without,
        with,
        with.medianMillis() / without.medianMillis());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
