package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.server.cli.client.ClientCredentials;
import dev.ccexecutor.server.cli.client.WrongArgumentException;
import dev.ccexecutor.stress.display.StressDisplay;
import dev.ccexecutor.stress.report.StressReport;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.StressRun;
import dev.ccexecutor.stress.scenario.Form;
import dev.ccexecutor.stress.scenario.Scenario;
import dev.ccexecutor.stress.scenario.ScenarioException;
import dev.ccexecutor.stress.scenario.ScenarioFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the stress suite. */
@Command(
    name = "cc-executor stress",
    description = "Puts a server under stress, and checks by facts that it holds.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code: 0 if all held, 1 if something did not, 2 if the command line or a file of",
      "scenarios is wrong."
    })
final class StressCommand implements Callable<Integer> {
  private static final int ALL_HELD = 0;
  private static final int SOMETHING_FAILED = 1;
  private static final double MOST_MINUTES = 60 * 24 * 30.0;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--category"},
      paramLabel = "C",
      description = "Only scenarios of this category. May be repeated.")
  private List<String> categories = List.of();

  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "NAME",
      description = "Only this scenario. May be repeated.")
  private List<String> names = List.of();

  @Option(names = "--list", description = "Prints the scenarios, and runs none.")
  private boolean list;

  @Option(
      names = "--scenarios",
      paramLabel = "DIR",
      description = "The scenarios of the files in DIR, in place of those of the suite.")
  private Path scenarioDirectory;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = {
        "Runs the long form, again and again, until so many minutes have passed.",
        "Default: the short form, once."
      })
  private Double minutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all that is random. Default: another for each run; it is told.")
  private Long seed;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Writes report.md, report.json, junit.xml and pictures there.")
  private Path report;

  @Option(names = "--json", description = "Prints report.json to stdout.")
  private boolean json;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A server that runs already. Default: one is started.")
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "File with the token, or a line name:token, for this user's eyes only.",
        "Default: none. The variable CC_EXECUTOR_TOKEN may have the token itself."
      })
  private String tokenFile;

  StressCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    if (minutes != null && !(minutes > 0 && minutes <= MOST_MINUTES)) {
      throw wrong("--minutes must be greater than 0, and at most " + (int) MOST_MINUTES);
    }
    if (url == null && tokenFile != null) {
      throw wrong("--token-file goes with --url");
    }
    List<Scenario> chosen = chosen(read());
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      chosen.forEach(
          each -> out.printf("%-22s %-32s %s%n", each.category(), each.name(), each.about()));
      out.flush();
      return ALL_HELD;
    }
    long chosenSeed = seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed;
    return run(new RunPlan(chosen, minutes == null ? 0 : minutes, chosenSeed), out);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private List<Scenario> read() {
    Form form = minutes == null ? Form.SHORT : Form.LONG;
    try {
      return scenarioDirectory == null
          ? ScenarioFiles.bundled(form)
          : ScenarioFiles.in(scenarioDirectory, form);
    } catch (ScenarioException unusable) {
      throw wrong(unusable.getMessage());
    }
  }

  private List<Scenario> chosen(List<Scenario> all) {
    Set<String> knownCategories = new LinkedHashSet<>();
    Set<String> knownNames = new LinkedHashSet<>();
    all.forEach(
        each -> {
          knownCategories.add(each.category());
          knownNames.add(each.name());
        });
    for (String category : categories) {
      if (!knownCategories.contains(category)) {
        throw wrong(
            "--category: there is no "
                + category
                + "; there are "
                + String.join(", ", knownCategories));
      }
    }
    for (String name : names) {
      if (!knownNames.contains(name)) {
        throw wrong("--scenario: there is no " + name + "; --list tells which there are");
      }
    }
    List<Scenario> chosen =
        all.stream()
            .filter(each -> categories.isEmpty() || categories.contains(each.category()))
            .filter(each -> names.isEmpty() || names.contains(each.name()))
            .toList();
    if (chosen.isEmpty()) {
      throw wrong("no scenario is both of that category and of that name");
    }
    return chosen;
  }

  private int run(RunPlan plan, PrintWriter out) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    RemoteServer given = url == null ? null : connect();
    Path directory = Files.createTempDirectory("cc-executor-stress-");
    err.println("seed " + plan.seed() + ", work in " + directory);
    StressRun run;
    Interruption interruption = Interruption.ofThisThread();
    try (StressDisplay display =
        StressDisplay.onStderr(plan.scenarios().size() + (url == null ? 1 : 0), environment)) {
      try {
        run = new StressRunner(plan, directory, given, display).run();
      } finally {
        if (given != null) {
          given.close();
        }
      }
      write(run, report == null ? directory.resolve("report") : report, out);
    } finally {
      interruption.over();
    }
    boolean held = run.count(Outcome.FAILED) == 0;
    if (held) {
      WorkDirectory.delete(directory);
    } else {
      err.println("what there is of the server and its commands stays in " + directory);
    }
    return held ? ALL_HELD : SOMETHING_FAILED;
  }

  private void write(StressRun run, Path place, PrintWriter out) throws IOException {
    StressReport.write(run, place);
    if (json) {
      out.print(Files.readString(place.resolve("report.json")));
      out.flush();
    }
  }

  private RemoteServer connect() throws InterruptedException {
    try {
      URI uri = new URI(url);
      ClientOptions options =
          new ClientCredentials(tokenFile, null, null, null)
              .addTo(
                  ClientOptions.defaults().withOpenTimeoutMillis(Waiting.OPEN_MILLIS), environment);
      List<String> words = new ArrayList<>(List.of("--url", url));
      if (tokenFile != null) {
        words.addAll(List.of("--token-file", tokenFile));
      }
      Map<String, String> variables = new LinkedHashMap<>();
      if (environment.containsKey("CC_EXECUTOR_TOKEN")) {
        variables.put("CC_EXECUTOR_TOKEN", environment.get("CC_EXECUTOR_TOKEN"));
      }
      return RemoteServer.connect(uri, new RemoteServer.Credentials(options, words, variables));
    } catch (URISyntaxException malformed) {
      throw wrong("--url: '" + url + "' is no URL");
    } catch (WrongArgumentException unusable) {
      throw wrong(unusable.getMessage());
    } catch (ExecutionException unreachable) {
      throw wrong("--url: " + unreachable.getCause().getMessage());
    } catch (TimeoutException silent) {
      throw wrong("--url: the server does not answer");
    }
  }
}
