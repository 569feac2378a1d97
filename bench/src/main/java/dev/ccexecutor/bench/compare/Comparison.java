package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.MachineLoad;
import dev.ccexecutor.bench.ServerUnderTest;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Measures this server beside others and prints tables of Markdown on stdout; {@link Options} says
 * what can be asked for.
 *
 * <p>The exit code is 1 if something is broken, never because something is slow.
 */
public final class Comparison {
  private static final int MANY = 8;
  private static final Duration LOAD_TIME = Duration.ofSeconds(1);
  private static final int BROKEN = 1;
  private static final int WRONG_USE = 2;

  private final Report report;
  private final List<Scenario> scenarios;
  private final Contenders contenders;

  Comparison(Contenders contenders, PrintStream out) {
    this.report = new Report(out);
    this.contenders = contenders;
    this.scenarios =
        List.of(
            FloodScenario.ofOne(contenders),
            FloodScenario.ofConnections(MANY, contenders),
            FloodScenario.ofExecutions(MANY, contenders),
            new StartScenario(contenders),
            new RateScenario(contenders),
            new ControlScenario(contenders),
            new StallScenario(contenders),
            new IdleScenario(contenders));
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(exitCode(arguments));
  }

  private static int exitCode(String... arguments) throws IOException, InterruptedException {
    Path target = target();
    try (Contenders contenders = Contenders.ofAll(target.resolve("peers"))) {
      Comparison comparison = new Comparison(contenders, System.out);
      Set<String> names = new TreeSet<>(comparison.scenarios.stream().map(Scenario::name).toList());
      Options options = Options.parse(names, arguments);
      return comparison.run(options, target.resolveSibling("recorded-ratios.json")) ? 0 : BROKEN;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Options.USAGE);
      return WRONG_USE;
    }
  }

  /** The folder of the build, in which this class is in a folder or in a jar. */
  private static Path target() {
    try {
      URI own = Comparison.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(own).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Measures what is wanted.
   *
   * @return whether nothing is broken
   */
  boolean run(Options options, Path recordedRatios) throws IOException, InterruptedException {
    report.tellMachine(machine(options));
    report.tellMissing(contenders.all());
    report.tellLoad("before", MachineLoad.during(LOAD_TIME));
    for (Scenario scenario : scenarios) {
      if (options.isWanted(scenario.name())) {
        long begin = System.nanoTime();
        report.add(scenario.measure(options.pace()));
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        System.err.printf("%s took %d seconds%n", scenario.name(), seconds);
      }
    }
    report.tellLoad("after", MachineLoad.during(LOAD_TIME));
    RecordedRatios recorded = RecordedRatios.read(recordedRatios);
    report.warn(recorded);
    if (options.json().isPresent()) {
      report.writeJson(options.json().get());
    }
    if (options.isToBeRecorded()) {
      recorded.with(machine(options).toString(), report.ratios()).write(recordedRatios);
    }
    return report.isSound();
  }

  private Map<String, String> machine(Options options) throws IOException {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    machine.put("Linux", System.getProperty("os.version"));
    machine.put("Java", Runtime.version().toString());
    for (Contender contender : contenders.all()) {
      Optional<String> version = contender.version();
      if (version.isPresent()) {
        machine.put(contender.name(), version.get());
      }
    }
    machine.put("server's options", System.getProperty(ServerUnderTest.OPTIONS, "none"));
    machine.put("pace", options.pace().equals(Pace.QUICK) ? "quick" : "full");
    return machine;
  }
}
