package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ExecuteTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldRunLineInShellWhenCommandIsGiven() {
    RemoteCommand command = client.run("echo one two | tr a-z A-Z");

    assertThat(command.stdout()).isEqualTo("ONE TWO\n");
    assertThat(command.awaitCompleted().get("status").asString()).isEqualTo("completed");
  }

  @Test
  void shouldPassArgumentsUntouchedWhenArgvIsGiven() {
    RemoteCommand command =
        client.run(Map.of("argv", List.of("printf", "[%s]", "a b", "$HOME", "", "*", "é\n")));

    assertThat(command.stdout()).isEqualTo("[a b][$HOME][][*][é\n]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 127, 255})
  void shouldTellExitCodeWhenCommandReturns(int code) {
    RemoteCommand command = client.run("exit " + code);

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("exit_code").asInt()).isEqualTo(code);
    assertThat(completed.get("reason").asString()).isEqualTo("exit");
    assertThat(completed.get("status").asString()).isEqualTo(code == 0 ? "completed" : "failed");
    assertThat(completed.has("signal")).isFalse();
    assertThat(command.awaitExited().get("exit_code").asInt()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"HUP, 129", "INT, 130", "QUIT, 131", "KILL, 137", "PIPE, 141", "TERM, 143"})
  void shouldTellSignalAsShellDoesWhenSignalEndsCommand(String signal, int exitCode) {
    RemoteCommand command = client.run("ulimit -c 0; kill -" + signal + " $$");

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("exit_code").asInt()).isEqualTo(exitCode);
    assertThat(completed.get("signal").asString()).isEqualTo(signal);
    assertThat(completed.get("reason").asString()).isEqualTo("signal");
    assertThat(completed.get("status").asString()).isEqualTo("failed");
    JsonNode exited = command.awaitExited();
    assertThat(exited.get("signal").asString()).isEqualTo(signal);
    assertThat(exited.path("exit_code").isNumber()).isFalse();
  }

  @Test
  void shouldKeepStreamsApartWhenCommandWritesToBoth() {
    RemoteCommand command = client.run("echo out; echo err >&2; echo more");

    assertThat(command.stdout()).isEqualTo("out\nmore\n");
    assertThat(command.stderr()).isEqualTo("err\n");
    command.assertOutputMatchesEnd();
  }

  @Test
  void shouldKeepTrueOrderWhenStderrIsMerged() {
    RemoteCommand command =
        client.run(
            Map.of(
                "command",
                "for i in 1 2 3 4 5 6 7 8 9; do echo out$i; echo err$i >&2; done",
                "merge_stderr",
                true));

    StringBuilder expected = new StringBuilder();
    for (int i = 1; i <= 9; i++) {
      expected.append("out").append(i).append("\nerr").append(i).append('\n');
    }
    assertThat(command.stdout()).isEqualTo(expected.toString());
    assertThat(command.stderr()).isEmpty();
    assertThat(command.awaitCompleted().get("stderr").get("bytes").asLong()).isZero();
    command.assertOutputMatchesEnd();
  }

  @Test
  void shouldRunInDirectoryWhenCwdIsGiven(@TempDir Path directory) throws Exception {
    RemoteCommand command =
        client.run(Map.of("command", "/bin/pwd -P", "cwd", directory.toString()));

    assertThat(command.stdout()).isEqualTo(directory.toRealPath() + "\n");
  }

  @Test
  void shouldFindProgramInDirectoryWhenItsNameIsRelative(@TempDir Path directory) {
    client.run(
        Map.of(
            "command",
            "printf '#!/bin/sh\\necho here\\n' > tool && chmod +x tool",
            "cwd",
            directory.toString()));

    RemoteCommand command =
        client.run(Map.of("argv", List.of("./tool"), "cwd", directory.toString()));

    assertThat(command.stdout()).isEqualTo("here\n");
  }

  @Test
  void shouldRunInServersDirectoryWhenCwdIsNotGiven() throws Exception {
    RemoteCommand command = client.run("/bin/pwd -P");

    assertThat(command.stdout()).isEqualTo(Path.of("").toRealPath() + "\n");
  }

  @Test
  void shouldLookUpProgramOnPathOfChildWhenItIsSet(@TempDir Path directory) {
    client.run(
        Map.of(
            "command",
            "printf '#!/bin/sh\\necho mine\\n' > only-here && chmod +x only-here",
            "cwd",
            directory.toString()));

    RemoteCommand command =
        client.run(
            Map.of("argv", List.of("only-here"), "env", Map.of("PATH", directory.toString())));

    assertThat(command.stdout()).isEqualTo("mine\n");
  }

  @Test
  void shouldMeasureTimeAndUsageWhenCommandHasRun() {
    RemoteCommand command = client.run("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done");

    JsonNode usage = command.awaitExited().get("usage");
    assertThat(usage.get("user_s").asDouble() + usage.get("system_s").asDouble()).isPositive();
    assertThat(command.awaitCompleted().get("execution_time").asDouble()).isPositive();
  }

  @Test
  void shouldRunManyCommandsSideBySideWhenOneConnectionAsks() {
    int commands = 100;
    int first = client.nextId();
    for (int i = 0; i < commands; i++) {
      client.sendJson(
          TestClient.requestMessage(
              first + 1000 + i,
              "execute",
              Map.of("command", "echo " + i, "execution_id", "p" + i)));
    }

    for (int i = 0; i < commands; i++) {
      String id = "p" + i;
      client.awaitMessage(
          "completion of " + id,
          message -> message.isNotification("process.completed") && message.isAbout(id));
    }
    for (int i = 0; i < commands; i++) {
      RemoteCommand command =
          RemoteCommand.started(client, client.awaitAnswer(first + 1000 + i).get("result"));
      assertThat(command.stdout()).isEqualTo(i + "\n");
      command.assertOutputMatchesEnd();
    }
  }
}
