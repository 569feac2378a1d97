package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.mcp.fixture.ConformanceCatalog;
import dev.ccexecutor.server.testkit.NpmInstallation;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The public conformance suite, against this server with the tools, resources and prompts that the
 * suite asks for. Extensions and what it calls pending count like all the rest.
 */
@Timeout(420)
class McpConformanceTest {
  private static final String PROGRAM =
      "node_modules/@modelcontextprotocol/conformance/dist/index.js";

  private static final long RUN_SECONDS = 100;
  private static final Pattern TOTAL = Pattern.compile("Total: (\\d+) passed, (\\d+) failed");

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings().offering(ConformanceCatalog.create());

  private static NpmInstallation suite;

  @BeforeAll
  static void install() throws Exception {
    suite = NpmInstallation.of("conformance");
  }

  @ParameterizedTest
  @CsvSource({"2026-07-28, 190, tasks-lifecycle", "2025-11-25, 80, server-session-lifecycle"})
  void shouldPassAllScenariosWhenTheyAreOfTheRevision(String revision, int atLeast, String scenario)
      throws Exception {
    Path output = suite.directory().resolve(revision + ".log");
    Process run =
        new ProcessBuilder(
                suite.node().toString(),
                PROGRAM,
                "server",
                "--url",
                "http://127.0.0.1:" + SERVER.port() + "/mcp",
                "--requirements",
                revision)
            .directory(suite.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended;
    try {
      ended = run.waitFor(RUN_SECONDS, TimeUnit.SECONDS);
    } finally {
      run.destroyForcibly().waitFor();
    }

    String said = Files.readString(output);
    assertThat(ended).as(said).isTrue();
    assertThat(failures(said)).isEmpty();
    assertThat(run.exitValue()).as(said).isZero();
    assertThat(said).contains("\u2713 " + scenario);
    Matcher total = TOTAL.matcher(said);
    assertThat(total.find()).as(said).isTrue();
    assertThat(Integer.parseInt(total.group(1))).isGreaterThanOrEqualTo(atLeast);
    assertThat(total.group(2)).isEqualTo("0");
  }

  private static String failures(String said) {
    return said.lines()
        .filter(line -> line.contains("\u2717") || line.contains("FAILURE"))
        .collect(Collectors.joining("\n"));
  }
}
