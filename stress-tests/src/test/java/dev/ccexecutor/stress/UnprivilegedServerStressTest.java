package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.RequestedLimits;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is not root, in whose commands its own user tries to look into it. The kernel shows
 * root everything, so as root these would prove nothing.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UnprivilegedServerStressTest {
  private static final String USER = "nobody";
  private static final String HUSH = "hush-hush-hush";

  /** The rank comes a moment after the start. */
  private static final String UNTIL_RANKED =
      "ulimit -n; until [ $(cat /proc/self/oom_score_adj) = 900 ]; do sleep 0.01; done; echo"
          + " ranked";

  @TempDir private Path directory;

  private ServerProcess server;

  @BeforeEach
  void startServer() throws Exception {
    assumeTrue(
        succeeds("setpriv", "--reuid=" + USER, "test", "-r", PackagedServer.jar().toString()));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    server = start();
  }

  /** Its user is this one's to choose, and so are its arguments. */
  private ServerProcess start() throws Exception {
    List<String> words = new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--clear-groups"));
    words.add("--");
    ProcessBuilder serve = PackagedServer.serveCommand(List.of(), directory.resolve("data"));
    words.addAll(serve.command());
    ProcessBuilder command = new ProcessBuilder(words);
    command.environment().put("A_TOKEN", HUSH);
    return ServerProcess.start(command, directory.resolve("log"));
  }

  private static boolean succeeds(String... words) throws Exception {
    return new ProcessBuilder(words).start().waitFor() == 0;
  }

  @AfterEach
  void endServer() throws Exception {
    if (server != null) {
      server.sendTerm();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.logLines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
      assertThat(server.logLines())
          .filteredOn(line -> line.contains("\"level\":\"WARN\""))
          // What the machine of a test lacks is none of its business.
          .allMatch(line -> line.contains("this machine is less than the settings ask for"));
      server.destroy();
    }
  }

  private String outputOf(ExecuteParamsBuilder params) throws Exception {
    try (StressClient client = StressClient.connect(server.uri())) {
      ObservedExecution execution = client.start(params);
      execution.awaitWholeJson();
      return execution.jsonOutput().stdout().text();
    }
  }

  @Test
  void shouldShowNothingOfItselfWhenACommandOfItsOwnUserLooks() throws Exception {
    String looks =
        "id -un; test -d /proc/%1$d && echo is there; for f in environ mem maps auxv; do head -c 1"
            + " /proc/%1$d/$f && echo has read $f; done; ls /proc/%1$d/fd && echo has listed; ls -l"
            + " /proc/%1$d/exe && echo has seen; :";

    String output =
        outputOf(ExecuteParams.command(String.format("exec 2>&1; " + looks, server.pid())));

    assertThat(output.lines())
        .startsWith(USER, "is there")
        .filteredOn(line -> line.startsWith("has "))
        .isEmpty();
    assertThat(output).contains("Permission denied");
    assertThat(environmentSeenByRoot()).contains("A_TOKEN=" + HUSH);
  }

  private String environmentSeenByRoot() throws Exception {
    return Files.readString(Path.of("/proc/" + server.pid() + "/environ"));
  }

  @Test
  void shouldRunCommandsAllTheSameWhenNobodyMayLookIntoIt() throws Exception {
    assertThat(outputOf(ExecuteParams.command("echo $$ | cat; sleep 0.1 & exit 0"))).isNotEmpty();
    assertThat(
            outputOf(
                ExecuteParams.command(UNTIL_RANKED)
                    .limits(new RequestedLimits(null, null, 99L, null, null, 900))))
        .isEqualTo("99\nranked\n");
  }

  /** Such a one may be a zombie, whose files are root's, before it was ranked. */
  @Test
  void shouldWarnOfNothingWhenCommandsEndAtOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(outputOf(ExecuteParams.argv(List.of("true")))).isEmpty();
    }
  }
}
