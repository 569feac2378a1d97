package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code doctor} as a process of its own, on a machine that is made worse for it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DoctorStressTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path directory;

  /** What it said, and how it ended. */
  private record Answer(int exitCode, JsonNode json, String stderr) {
    JsonNode check(String name) {
      return json.path("checks")
          .valueStream()
          .filter(check -> check.path("check").stringValue().equals(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no check " + name + ": " + json));
    }

    void assertFinds(String check, String state, String found) {
      assertThat(check(check).path("state").stringValue()).as("%s", check(check)).isEqualTo(state);
      assertThat(check(check).path("found").stringValue()).contains(found);
      if (!state.equals("ok")) {
        assertThat(check(check).path("advice").stringValue()).isNotEmpty();
      }
    }
  }

  @Test
  void shouldFindNoProblemAndLeaveNothingWhenTheMachineIsWell() throws Exception {
    Path data = directory.resolve("data");

    Answer answer = examine("", "--port", "0", "--data-dir", data.toString());

    assertThat(answer.exitCode()).as("%s", answer.json()).isZero();
    assertThat(answer.json().path("problems").intValue()).isZero();
    for (String check : List.of("java", "kernel", "c library", "shell", "access", "proc")) {
      answer.assertFinds(check, "ok", "");
    }
    answer.assertFinds("data directory", "ok", "which a start creates");
    assertThat(answer.stderr()).isEmpty();
    assertThat(data).doesNotExist();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly("stderr");
    }
  }

  @Test
  void shouldSayWhatDoesNotFitWhenFilesAndProcessesAreFew() throws Exception {
    Answer few = examine("ulimit -n 1000", "--port", "0", "--data-dir", directory.toString());
    assertThat(few.exitCode()).isZero();
    few.assertFinds("open files", "warning", "hard limit 1000");

    Answer none = examine("ulimit -n 64", "--port", "0", "--data-dir", directory.toString());
    assertThat(none.exitCode()).isEqualTo(1);
    none.assertFinds("open files", "problem", "hard limit 64: no server fits");
  }

  @Test
  void shouldFindEachOfThemWhenSeveralThingsAreOfNoUse() throws Exception {
    Path tokens = Files.writeString(directory.resolve("tokens"), "ci:0123456789abcdef0123\n");
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      Answer answer =
          examine(
              "",
              "--port",
              port,
              "--data-dir",
              "/proc/cc-executor",
              "--token-file",
              tokens.toString(),
              "--policy-file",
              directory.resolve("none.json").toString(),
              "--log-file",
              directory.resolve("none/log").toString());

      assertThat(answer.exitCode()).isEqualTo(1);
      answer.assertFinds("port", "problem", port);
      answer.assertFinds("data directory", "problem", "/proc can't be written to");
      answer.assertFinds("access", "problem", tokens.toString());
      answer.assertFinds("policies", "problem", "none.json");
      answer.assertFinds("log files", "problem", "none/log can't be made");
    }
  }

  @Test
  void shouldTellAllSettingsThatAreWrongAndStillLookAtTheMachine() throws Exception {
    Answer answer = examine("", "--port", "none", "--max-sessions", "0");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.json().path("problems").intValue()).isEqualTo(2);
    answer.assertFinds("settings", "problem", "--port");
    answer.assertFinds("kernel", "ok", "");
  }

  @Test
  void shouldNotStartWhenItSaysThatNoServerFits() throws Exception {
    Process server =
        shell("ulimit -n 64", "serve", "--port", "0", "--data-dir", directory.toString());

    assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(2);
    assertThat(Files.readString(directory.resolve("stderr")))
        .contains("cc-executor: open files: hard limit 64: no server fits");
  }

  /** Root may write everywhere, so this is asked as somebody else. */
  @Test
  void shouldNotStartWhenItsLogCouldNeverBeRotated() throws Exception {
    String asNobody = "set -- setpriv --reuid=nobody --clear-groups \"$@\"";
    assumeTrue(shell(asNobody, "--version").waitFor() == 0, "this user can't become another");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path log = Files.createFile(Files.createDirectory(directory.resolve("logs")).resolve("log"));
    Files.setOwner(
        log, log.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    String[] options = {
      "--port",
      "0",
      "--data-dir",
      directory.resolve("data").toString(),
      "--log-file",
      log.toString()
    };

    Answer answer = examine(asNobody, options);
    answer.assertFinds("log files", "problem", log + " can't be rotated");

    List<String> words = new ArrayList<>(List.of("serve"));
    words.addAll(List.of(options));
    Process server = shell(asNobody, words.toArray(String[]::new));
    assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(2);
    assertThat(Files.readString(directory.resolve("stderr"))).contains(log + ": can't be rotated");
  }

  private Answer examine(String before, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("doctor", "--json"));
    words.addAll(List.of(arguments));
    Process process = shell(before, words.toArray(String[]::new));
    String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    String stderr = Files.readString(directory.resolve("stderr"));
    assertThat(stdout).as("stdout, beside the stderr %s", stderr).startsWith("{");
    return new Answer(process.exitValue(), Json.MAPPER.readTree(stdout), stderr);
  }

  /** Behind a line of the shell that makes things worse, in a directory of its own. */
  private Process shell(String before, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", before + "\nexec \"$@\"", "sh"));
    words.add(PackagedServer.javaHome().resolve("bin/java").toString());
    words.add("-XX:-MaxFDLimit");
    words.addAll(List.of("-jar", PackagedServer.jar().toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder command = ServerProcess.withoutSettings(new ProcessBuilder(words));
    return command.redirectError(directory.resolve("stderr").toFile()).start();
  }
}
