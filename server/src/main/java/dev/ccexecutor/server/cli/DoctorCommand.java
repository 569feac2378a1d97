package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.cli.client.ExitCode;
import dev.ccexecutor.server.cli.client.TokenOption;
import dev.ccexecutor.server.config.LogLevels;
import dev.ccexecutor.server.doctor.Examination;
import dev.ccexecutor.server.doctor.Finding;
import dev.ccexecutor.server.doctor.Finding.State;
import dev.ccexecutor.server.logging.Logging;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what is wrong with a machine. */
@Command(
    name = "doctor",
    description = {
      "Says what is wrong with this machine as the home of a server with these settings.",
      "Takes what serve takes. Starts no server, and leaves nothing."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {"", "Exit code: 0 if a server would run, 1 if not, 2 if the command line is wrong."})
final class DoctorCommand implements Callable<Integer> {
  private static final int PROBLEMS = 1;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Answers with one JSON object.")
  private boolean json;

  DoctorCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandLine line = spec.commandLine();
    if (line.getParseResult().hasMatchedOption(TokenOption.NAME)) {
      throw new ParameterException(line, TokenOption.REFUSAL);
    }
    Logging.apply(LogLevels.of(Level.ERROR)); // What would be warned of is found and told here.
    Examination examination =
        Examination.of(SettingOptions.given(line.getParseResult()), environment);
    PrintWriter out = line.getOut();
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(asJson(examination)));
    } else {
      print(examination, out);
    }
    out.flush();
    return examination.count(State.PROBLEM) == 0 ? ExitCode.OK : PROBLEMS;
  }

  private static Map<String, Object> asJson(Examination examination) {
    List<Map<String, String>> checks =
        examination.findings().stream().map(DoctorCommand::asJson).toList();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("problems", examination.count(State.PROBLEM));
    all.put("warnings", examination.count(State.WARNING));
    all.put("checks", checks);
    return all;
  }

  private static Map<String, String> asJson(Finding finding) {
    Map<String, String> one = new LinkedHashMap<>();
    one.put("check", finding.check());
    one.put("state", word(finding));
    one.put("found", finding.found());
    one.put("advice", finding.advice());
    return one;
  }

  private static void print(Examination examination, PrintWriter out) {
    int width =
        examination.findings().stream().mapToInt(each -> each.check().length()).max().orElse(0);
    for (Finding finding : examination.findings()) {
      out.printf(
          "%-7s  %-" + width + "s  %s%n", word(finding), finding.check(), oneLine(finding.found()));
      if (!finding.advice().isEmpty()) {
        out.printf("%" + (width + 11) + "s→ %s%n", "", oneLine(finding.advice()));
      }
    }
    out.printf(
        "%n%d problems, %d warnings%n",
        examination.count(State.PROBLEM), examination.count(State.WARNING));
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private static String word(Finding finding) {
    return finding.state().name().toLowerCase(Locale.ROOT);
  }
}
