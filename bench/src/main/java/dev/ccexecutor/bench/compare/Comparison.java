package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.MachineLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures this server beside others and prints tables of Markdown on stdout; {@link Options} says
 * what can be asked for.
 *
 * <p>The exit code is 1 if something is broken, never because something is slow.
 */
public final class Comparison {
  private static final int MANY = 8;
  private static final int LARGE_PIPE_BYTES = 1024 * 1024;
  private static final Duration LOAD_TIME = Duration.ofSeconds(1);

  private final Options options;
  private final Report report;

  private Comparison(Options options, PrintStream out) {
    this.options = options;
    this.report = new Report(out);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(new Comparison(Options.parse(arguments), System.out).run() ? 0 : 1);
  }

  /** Returns whether nothing is broken. */
  private boolean run() throws IOException, InterruptedException {
    Optional<FloorProgram> program = FloorProgram.compile();
    try {
      List<Contender> others =
          List.of(
              new Floor(program, 0),
              new Floor(program, LARGE_PIPE_BYTES),
              new Websocketd(),
              NodeWs.installed(peersFolder()));
      report.begin(others, MachineLoad.during(LOAD_TIME));
      for (Scenario scenario : scenarios(new ThisServer(), others)) {
        if (options.isWanted(scenario.name())) {
          report.add(scenario.measure(options.pace()));
        }
      }
      report.end(MachineLoad.during(LOAD_TIME));
      return report.isSound();
    } finally {
      program.ifPresent(FloorProgram::close);
    }
  }

  private static List<Scenario> scenarios(Contender thisServer, List<Contender> others) {
    List<Scenario> scenarios = new ArrayList<>();
    scenarios.add(FloodScenario.ofOne(thisServer, others));
    scenarios.add(FloodScenario.ofConnections(MANY, thisServer, others));
    scenarios.add(FloodScenario.ofExecutions(MANY, thisServer, others));
    return scenarios;
  }

  /** In target, be it beside the folder of the classes or beside the jar. */
  private static Path peersFolder() {
    try {
      URI own = Comparison.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(own).resolveSibling("peers");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
