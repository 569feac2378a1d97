package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher as people use it: a server started by it, and commands run through it.
 *
 * <p>It stands in a folder without sources, as after an installation, so that it starts what was
 * packaged and never thinks of building; and a folder with a blank in its name.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherStressTest {

  private static final int PATIENCE_SECONDS = 30;

  @TempDir static Path directory;

  private static Path launcher;
  private static ServerProcess server;

  /** How a program ended and what it wrote. */
  private record Outcome(int exitCode, String stdout, String stderr) {}

  @BeforeAll
  static void startServer() throws Exception {
    Path target = PackagedServer.jar().getParent();
    Path root = Files.createDirectories(directory.resolve("an installation"));
    Files.createDirectory(root.resolve("server"));
    Files.createSymbolicLink(root.resolve("server/target"), target);
    launcher = root.resolve("cc-executor");
    // The jar is in server/target of the repository.
    Files.copy(target.resolve("../../cc-executor").normalize(), launcher);

    String data = directory.resolve("data").toString();
    ProcessBuilder serve = launch("serve", "--port", "0", "--data-dir", data);
    server = ServerProcess.startAsItIs(serve, directory.resolve("log"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      try {
        server.sendTerm();
        assertThat(server.awaitExit()).as("exit code of the launched server").isZero();
        assertThat(server.restOfStdout()).isEmpty();
        assertThat(server.logLines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
      } finally {
        server.destroy();
      }
    }
  }

  @Test
  void shouldSayThatStressNeedsTheSourcesWhenThereAreNone() throws Exception {
    Outcome outcome = finish(launch("stress", "--list"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.stderr())
        .startsWith("cc-executor: stress needs the sources")
        .hasLineCount(1);
    assertThat(outcome.stdout()).isEmpty();
  }

  @Test
  void shouldPassOutputsAndExitCodeOnWhenACommandRuns() throws Exception {
    Outcome outcome = run("sh", "-c", "printf out; printf err >&2; exit 7");
    assertThat(outcome).isEqualTo(new Outcome(7, "out", "err"));
  }

  @Test
  void shouldTakeOneWordForAShellLineWhenThereIsOnlyOne() throws Exception {
    Outcome outcome = run("echo $((6 * 7)); kill -TERM $$");
    assertThat(outcome).isEqualTo(new Outcome(143, "42\n", ""));
  }

  @Test
  void shouldPassWordsOnAsTheyAreWhenThereAreMany() throws Exception {
    Outcome outcome = run("printf", "<%s>", "a b", "", "*", "$HOME", "ä€😀");
    assertThat(outcome).isEqualTo(new Outcome(0, "<a b><><*><$HOME><ä€😀>", ""));
  }

  @Test
  void shouldExitAsAShellDoesWhenACommandCannotBeStarted() throws Exception {
    assertThat(run("/no/such/program", "argument").exitCode()).isEqualTo(127);
    assertThat(run("no-such-program-anywhere").exitCode()).isEqualTo(127);
    Outcome notExecutable = run(directory.toString(), "argument");
    assertThat(notExecutable.exitCode()).isEqualTo(126);
    assertThat(notExecutable.stdout()).isEmpty();
    assertThat(notExecutable.stderr()).contains("EACCES").contains(directory.toString());
  }

  @Test
  void shouldSayThatThereIsNoServerWhenNobodyListens() throws Exception {
    Outcome outcome =
        finish(launch("run", "--url", "ws://127.0.0.1:" + freePort() + "/ws", "--", "true"));
    assertThat(outcome.exitCode()).isEqualTo(122);
    assertThat(outcome.stdout()).isEmpty();
    assertThat(outcome.stderr()).startsWith("cc-executor: cannot connect to 127.0.0.1:");
  }

  /** The first file that the JVM opens would be 0, and it is large. */
  @Test
  void shouldGiveNoInputWhenItsOwnIsClosed() throws Exception {
    ProcessBuilder closed =
        new ProcessBuilder(
            "sh",
            "-c",
            "exec \"$0\" run --url \"$1\" -- 'cat | wc -c' <&-",
            launcher.toString(),
            uri().toString());
    assertThat(finish(withJava(closed))).isEqualTo(new Outcome(0, "0\n", ""));
  }

  @Test
  void shouldPassWordsOnAsTheyAreWhenTheLocaleIsC() throws Exception {
    ProcessBuilder echo = launch("run", "--url", uri().toString(), "--", "echo ä€😀");
    echo.environment().put("LC_ALL", "C");
    assertThat(finish(echo)).isEqualTo(new Outcome(0, "ä€😀\n", ""));
    echo.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
    assertThat(finish(echo)).isEqualTo(new Outcome(0, "ä€😀\n", ""));
  }

  /** The shell tells both exit codes: of the launcher, and of head. */
  @Test
  void shouldEndTheCommandWhenNobodyReadsItsOutputAnyMore() throws Exception {
    String line = "line-" + UUID.randomUUID();
    String script = "{ \"$0\" run --url \"$1\" -- yes \"$2\"; echo $? >&2; } | head -n 1";
    ProcessBuilder piped =
        new ProcessBuilder("sh", "-c", script, launcher.toString(), uri().toString(), line);
    Outcome outcome = finish(withJava(piped));
    assertThat(outcome.stdout()).isEqualTo(line + "\n");
    assertThat(outcome.stderr()).isEqualTo("141\n");
    awaitNoProcessWith(line);
  }

  @Test
  void shouldEndTheCommandWhenTheClientIsKilled() throws Exception {
    String line = "line-" + UUID.randomUUID();
    Process client =
        launch("run", "--ttl", "1", "--url", uri().toString(), "--", "yes", line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(directory.resolve("killed").toFile())
            .start();
    // One is the client, with its arguments.
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> ProcessFacts.withArgument(line).size() == 2);
    client.destroyForcibly();
    awaitNoProcessWith(line);
  }

  private static void awaitNoProcessWith(String argument) {
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> ProcessFacts.withArgument(argument).isEmpty());
  }

  private static URI uri() {
    return server.uri();
  }

  private static Outcome run(String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "--url", uri().toString(), "--"));
    arguments.addAll(Arrays.asList(words));
    return finish(launch(arguments.toArray(String[]::new)));
  }

  private static ProcessBuilder launch(String... arguments) {
    List<String> words = new ArrayList<>(List.of(launcher.toString()));
    words.addAll(Arrays.asList(arguments));
    return withJava(new ProcessBuilder(words));
  }

  private static ProcessBuilder withJava(ProcessBuilder command) {
    ServerProcess.withoutSettings(command);
    String javaHome = PackagedServer.javaHome().toString();
    command.environment().put("CC_EXECUTOR_JAVA_HOME", javaHome);
    // The caches have a test of their own, and the folder of the jars is not this test's.
    command.environment().put("CC_EXECUTOR_AOT", "off");
    command.environment().put("LC_ALL", "C.UTF-8");
    return command;
  }

  private static Outcome finish(ProcessBuilder command) throws Exception {
    Path stdout = Files.createTempFile(directory, "stdout", null);
    Path stderr = Files.createTempFile(directory, "stderr", null);
    Process process =
        command.redirectOutput(stdout.toFile()).redirectError(stderr.toFile()).start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), read(stdout), read(stderr));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
