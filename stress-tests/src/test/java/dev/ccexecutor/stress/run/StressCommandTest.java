package dev.ccexecutor.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The command line: what it refuses, and that it fails where something does not hold. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StressCommandTest {
  private static final String OWN =
      """
      category: own
      scenarios:
        - name: wrong
          about: It expects what will not be.
          execute: {command: 'echo "$STRESS_MARKER"'}
          expect: {exit_code: 7, stdout: {text: "{{marker}}\\n"}}
        - name: right
          about: It expects what will be.
          execute: {command: 'echo "$STRESS_MARKER"; exit 7'}
          expect: {exit_code: 7, stdout: {text: "{{marker}}\\n"}}
        - name: own-server
          about: It needs a server with other settings.
          server: {arguments: [--max-executions, "5"]}
          execute: {command: 'exit 7'}
          expect: {exit_code: 7}
      """;

  private final StringWriter stdout = new StringWriter();
  private final StringWriter stderr = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = StressMain.commandLine(Map.of());
    line.setOut(new PrintWriter(stdout, true));
    line.setErr(new PrintWriter(stderr, true));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --category nothing             | --category: there is no nothing; there are simple, parallel
          --scenario nothing             | --scenario: there is no nothing
          --category soak --scenario echo | no scenario is both
          --minutes 0                    | --minutes must be greater than 0
          --minutes NaN                  | --minutes must be greater than 0
          --minutes x                    | Invalid value for option '--minutes'
          --seed x                       | Invalid value for option '--seed'
          --scenarios /no/such           | /no/such: can't be read
          --token-file x                 | --token-file goes with --url
          --url http://127.0.0.1:1/      | --url: only URLs like ws://
          --url ws://127.0.0.1:1/ws      | --url: cannot connect
          --url ::                       | --url: '::' is no URL
          --no-such                      | Unknown option
          surplus                        | Unmatched argument
          """)
  void shouldRefuseInALineWhenTheCommandLineIsWrong(String arguments, String problem) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);

    assertThat(stderr.toString()).startsWith("cc-executor stress: ").contains(problem);
    assertThat(stderr.toString().lines()).hasSize(2);
    assertThat(stdout.toString()).isEmpty();
  }

  @Test
  void shouldListAndRunNothingWhenAsked() {
    assertThat(run("--list", "--category", "flood")).isZero();

    assertThat(stdout.toString()).contains("throttled-by-pv").contains("eight-at-once");
  }

  @Test
  void shouldFailByNameAndWriteTheReportWhenSomethingDoesNotHold(@TempDir Path directory)
      throws Exception {
    Files.writeString(directory.resolve("own.yaml"), OWN);
    Path report = directory.resolve("report");

    int exitCode =
        run("--scenarios", directory.toString(), "--report", report.toString(), "--json");

    assertThat(exitCode).isEqualTo(1);
    JsonNode json = Json.MAPPER.readTree(stdout.toString());
    assertThat(json.findValuesAsString("outcome"))
        .as(stdout.toString())
        .containsExactly("failed", "passed", "passed", "passed");
    assertThat(Files.readString(report.resolve("junit.xml"))).contains("exit code");
    assertThat(report.resolve("report.md")).exists();
    assertThat(report.resolve("memory.svg")).exists();
  }

  @Test
  void shouldUseTheServerThatRunsAndSkipWhatNeedsAnotherWhenGivenAUrl(@TempDir Path directory)
      throws Exception {
    Files.writeString(directory.resolve("own.yaml"), OWN);
    ServerProcess server =
        ServerProcess.start(
            PackagedServer.serveCommand(List.of(), directory.resolve("data")),
            directory.resolve("log"));
    try {
      int exitCode =
          run(
              "--scenarios",
              directory.toString(),
              "--url",
              server.uri().toString(),
              "--scenario",
              "right",
              "--scenario",
              "own-server",
              "--json");

      assertThat(exitCode).as(stderr.toString()).isZero();
      assertThat(Json.MAPPER.readTree(stdout.toString()).findValuesAsString("outcome"))
          .containsExactly("passed", "skipped");
      assertThat(stdout.toString()).contains("not checked").contains("needs a server of its own");
      assertThat(ProcessFacts.children(server.pid())).isEmpty();
    } finally {
      server.sendTerm();
      server.awaitExit();
    }
  }
}
