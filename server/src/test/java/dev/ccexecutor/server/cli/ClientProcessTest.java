package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client as a process of its own, with pipes and files and signals. */
@Timeout(120)
class ClientProcessTest {
  @TempDir Path directory;

  private static RunningTestServer server;

  private final List<Process> processes = new ArrayList<>();

  @BeforeAll
  static void startServer() throws Exception {
    server = RunningTestServer.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void shouldCancelTheCommandAndEndBySignalWhenToldTo(String signal, int exitCode)
      throws Exception {
    Process client = start("run", "--", "echo $$; sleep 600");
    int pid = Integer.parseInt(client.inputReader().readLine());

    signal(client, signal);

    assertThat(exitCodeOf(client)).isEqualTo(exitCode);
    assertThat(new ObservedProcess(pid).lives()).isFalse();
  }

  @Test
  void shouldKillTheCommandWhenInterruptedTwice() throws Exception {
    Process client =
        start("run", "--", "trap 'echo caught' TERM; echo $$; while :; do sleep 1; done");
    BufferedReader stdout = client.inputReader();
    int pid = Integer.parseInt(stdout.readLine());

    signal(client, "INT");
    assertThat(stdout.readLine()).isEqualTo("caught");
    signal(client, "INT");

    assertThat(exitCodeOf(client)).isEqualTo(130);
    assertThat(new ObservedProcess(pid).lives()).isFalse();
  }

  @Test
  void shouldReturnItsExitCodeWhenTheCommandHandlesItsEnd() throws Exception {
    Process client = start("run", "--", "trap 'exit 7' TERM; echo on; while :; do sleep 0.1; done");
    assertThat(client.inputReader().readLine()).isEqualTo("on");

    signal(client, "INT");

    assertThat(exitCodeOf(client)).isEqualTo(7);
  }

  @Test
  void shouldPassAllOfAPipeOnWhenTheCommandReadsSlowlyAndThenItsEnd() throws Exception {
    byte[] bytes = new byte[5_000_000];
    new Random(73).nextBytes(bytes);
    Process client = start("run", "--", "sleep 0.5; sha256sum");
    try (OutputStream stdin = client.getOutputStream()) {
      stdin.write(bytes);
    }

    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    assertThat(client.inputReader().readLine()).startsWith(HexFormat.of().formatHex(hash));
    assertThat(exitCodeOf(client)).isZero();
  }

  @Test
  void shouldNotWaitForItsInputWhenTheCommandHasEnded() throws Exception {
    Process client = start("run", "--", "true");

    assertThat(exitCodeOf(client)).isZero();
  }

  @Test
  void shouldTellHowFarItIsWhenAskedForItsProgress() throws Exception {
    ProcessBuilder builder =
        builder("run", "--progress", "--", "printf 12345; until [ -e go ]; do sleep 0.1; done");
    builder.directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.PIPE);
    Process client = start(builder);

    assertThat(client.errorReader().readLine())
        .startsWith("cc-executor: running, ")
        .contains("5 B");
    Files.createFile(directory.resolve("go"));

    assertThat(exitCodeOf(client)).isZero();
    assertThat(client.inputReader().readAllAsString()).isEqualTo("12345");
  }

  @Test
  void shouldSayNothingOfItselfWhenItsErrorsGoToNoTerminal() throws Exception {
    ProcessBuilder builder = builder("run", "--", "sleep 3");
    Process client = start(builder.redirectError(ProcessBuilder.Redirect.PIPE));

    assertThat(client.errorReader().readAllAsString()).isEmpty();
    assertThat(exitCodeOf(client)).isZero();
  }

  @Test
  void shouldGiveNoInputWhenItsOwnIsTheNullDevice() throws Exception {
    ProcessBuilder builder = builder("run", "--", "readlink /proc/self/fd/0");
    Process client = start(builder.redirectInput(Path.of("/dev/null").toFile()));

    assertThat(client.inputReader().readLine()).isEqualTo("/dev/null");
  }

  @Test
  void shouldReturn141WhenNobodyReadsItsOutput() throws Exception {
    Path script = ClientJvm.script(directory);
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script + " run -- yes | head -1; echo ${PIPESTATUS[@]}");
    builder.environment().put("CC_EXECUTOR_URL", ClientJvm.url(server.port()));
    Process shell = start(builder);

    assertThat(shell.inputReader().readAllAsString()).isEqualTo("y\n141 0\n");
  }

  @Test
  void shouldDetachShowAndEndItWhenAsked() throws Exception {
    assertThat(
            output(
                "run",
                "-d",
                "--id",
                "apart",
                "--label",
                "who=me",
                "--",
                "echo one; exec sleep 600"))
        .isEqualTo("apart\n");
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> output("logs", "apart").equals("one\n"));
    assertThat(output("ps")).contains("apart").contains("running").contains("who=me");
    assertThat(output("pause", "--json", "apart"))
        .isEqualTo("{\"status\":\"paused\",\"execution_id\":\"apart\"}\n");
    assertThat(output("resume", "apart")).isEmpty();
    assertThat(output("signal", "USR1", "apart")).isEmpty();
    Process waiting = start("wait", "apart");
    assertThat(exitCodeOf(waiting)).isEqualTo(138);
    assertThat(output("ps")).doesNotContain("apart");
    assertThat(output("ps", "--all", "--json")).contains("\"execution_id\":\"apart\"");
    assertThat(exitCodeOf(start("kill", "apart"))).isEqualTo(123);
  }

  @Test
  void shouldHaveAnErrorForEachInJsonWhenSeveralCannotBeHad() throws Exception {
    Process killing = start("kill", "--json", "absent", "missing");
    String out = new String(killing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(exitCodeOf(killing)).isEqualTo(123);
    assertThat(out.lines())
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).contains("\"error\"").contains("absent: "),
            second -> assertThat(second).contains("\"error\"").contains("missing: "));
  }

  @Test
  void shouldShowTheLastLinesAndThenWhatFollowsWhenTheLogsAreFollowed() throws Exception {
    Path go = directory.resolve("go");
    output(
        "run",
        "-d",
        "--id",
        "followed",
        "--",
        "seq 1000; until [ -e " + go + " ]; do sleep 0.1; done; echo end; exit 4");
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> output("logs", "--tail", "2", "followed").equals("999\n1000\n"));
    Process follower = start("logs", "-f", "--tail=1", "--stream", "stdout", "followed");
    assertThat(follower.inputReader().readLine()).isEqualTo("1000");
    Files.createFile(go);
    assertThat(follower.inputReader().readLine()).isEqualTo("end");
    assertThat(exitCodeOf(follower)).isEqualTo(4);
  }

  @Test
  void shouldTakeInputToADetachedCommandWhenItHasOne() throws Exception {
    output("run", "-d", "--stdin", "--id", "fed", "--", "cat");
    Process first = start("input", "--keep-open", "fed");
    try (OutputStream stdin = first.getOutputStream()) {
      stdin.write("one\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(exitCodeOf(first)).isZero();
    Process second = start("input", "fed");
    try (OutputStream stdin = second.getOutputStream()) {
      stdin.write("two\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(exitCodeOf(second)).isZero();
    assertThat(exitCodeOf(start("wait", "fed"))).isZero();
    assertThat(output("logs", "fed")).isEqualTo("one\ntwo\n");
  }

  @Test
  void shouldCompleteCommandsAndOptionsWhenBashHasReadTheScript() throws Exception {
    Path script = directory.resolve("completion");
    Files.writeString(script, output("completion", "bash"));
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "--norc",
            "-c",
            "source "
                + script
                + "; COMP_WORDS=(cc-executor run --det); COMP_CWORD=2; COMP_LINE='cc-executor run"
                + " --det'; _complete_cc-executor; echo ${COMPREPLY[@]}; COMP_WORDS=(cc-executor"
                + " pa); COMP_CWORD=1; COMP_LINE='cc-executor pa'; _complete_cc-executor; echo"
                + " ${COMPREPLY[@]}; COMP_WORDS=("
                + ClientJvm.script(directory)
                + " wait toB); COMP_CWORD=2; COMP_LINE='cc-executor wait toB'; COMPREPLY=();"
                + " _cc_executor_with_ids; echo ${COMPREPLY[@]}; complete -p cc-executor");
    builder.environment().put("CC_EXECUTOR_URL", ClientJvm.url(server.port()));
    output("run", "-d", "--id", "toBeCompleted", "--", "true");
    assertThat(start(builder).inputReader().readAllAsString())
        .isEqualTo(
            """
            --detach
            pause
            toBeCompleted
            complete -o default -F _cc_executor_with_ids cc-executor
            """);
  }

  private String output(String... arguments) throws IOException, InterruptedException {
    Process client = start(builder(arguments).redirectInput(Path.of("/dev/null").toFile()));
    String output = client.inputReader().readAllAsString();
    assertThat(exitCodeOf(client)).as(output).isZero();
    return output;
  }

  private Process start(String... arguments) throws IOException {
    return start(builder(arguments));
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static ProcessBuilder builder(String... arguments) {
    // Whoever runs the tests may ignore some signals, as nohup does, and the client would too.
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP"));
    words.addAll(ClientJvm.command(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("CC_EXECUTOR_URL", ClientJvm.url(server.port()));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static int exitCodeOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
