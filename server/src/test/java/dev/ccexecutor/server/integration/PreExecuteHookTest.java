package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.HookScript;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A program of the operator's that is asked before a command starts. */
@Timeout(60)
class PreExecuteHookTest {
  @TempDir private Path directory;

  private RunningTestServer start(String hook, String... settings) throws Exception {
    RunningTestServer server = RunningTestServer.withSettings(settings);
    return server.with("pre-execute", hook).started();
  }

  /** One that answers with this JSON, in which apostrophes stand for quotes. */
  private String answering(String json) throws IOException {
    return HookScript.write(
        directory, "hook", "cat > /dev/null", "cat <<'END'", json.replace('\'', '"'), "END");
  }

  /** One that tells its pid and goes on when the file {@code go} is there. */
  private String waiting() throws IOException {
    return HookScript.write(
        directory,
        "hook",
        "echo $$ >> " + directory.resolve("pids"),
        "while [ ! -e " + directory.resolve("go") + " ]; do sleep 0.01; done");
  }

  private List<ObservedProcess> awaitHooks(int count) {
    Path pids = directory.resolve("pids");
    Deadline.await(count + " hooks")
        .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() >= count);
    try {
      return Files.readAllLines(pids).stream()
          .map(line -> new ObservedProcess(Integer.parseInt(line)))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void letGo() throws IOException {
    Files.createFile(directory.resolve("go"));
  }

  private static void awaitGone(List<ObservedProcess> processes) {
    Deadline.await("hooks to be gone")
        .until(() -> processes.stream().allMatch(ObservedProcess::isReaped));
  }

  @Test
  void shouldTellTheHookWhatIsAskedForWhenCommandStarts() throws Exception {
    try (RunningTestServer server = start(HookScript.recorder(directory, "hook"))) {
      TestClient client = server.connect();
      RemoteCommand command =
          client.run(
              Map.of(
                  "command", "echo $A",
                  "execution_id", "told",
                  "cwd", "/",
                  "env", Map.of("A", "ä\"b"),
                  "labels", Map.of("ticket", "7")));

      assertThat(command.stdout()).isEqualTo("ä\"b\n");
      JsonNode told = Json.MAPPER.readTree(directory.resolve("hook.json"));
      assertThat(told.get("peer").asString()).startsWith("127.0.0.1:");
      assertThat(told.get("session_id")).isEqualTo(client.connected().get("session_id"));
      assertThat(((ObjectNode) told).without(List.of("peer", "session_id")))
          .isEqualTo(
              TestClient.json(
                  "{'hook':'pre_execute','execution_id':'told','principal':'anonymous',"
                      + "'command':'echo $A','cwd':'/','env':{'A':'ä\\'b'},"
                      + "'labels':{'ticket':'7'}}"));
    }
  }

  @Test
  void shouldGiveTheHookNothingOfTheServersSecretsWhenItStarts() throws Exception {
    Path seen = directory.resolve("seen");
    String hook =
        HookScript.write(directory, "hook", "env > " + seen, "ls /proc/self/fd >> " + seen);
    try (RunningTestServer server = start(hook)) {
      server.connect().run("true");

      assertThat(Files.readString(seen))
          .contains("PATH=", "CC_EXECUTION_MARKER=")
          .doesNotContain("CC_EXECUTOR_");
      // ls has its directory open besides.
      assertThat(Files.readAllLines(seen)).filteredOn(line -> line.matches("\\d+")).hasSize(4);
    }
  }

  @Test
  void shouldRefuseWithItsReasonWhenHookSaysSo() throws Exception {
    Path audit = directory.resolve("audit");
    String hook = answering("{'decision':'refuse','reason':'not on Sundays'}");
    try (RunningTestServer server = start(hook, "audit-file", audit.toString())) {
      TestClient client = server.connect();

      JsonNode error =
          client.callFailing("execute", Map.of("command", "touch x", "execution_id", "one"));

      assertThat(error.get("code").asInt()).isEqualTo(-32001);
      assertThat(error.get("message").asString()).endsWith("not on Sundays");
      assertThat(error.get("data"))
          .isEqualTo(
              TestClient.json(
                  "{'kind':'command_not_allowed','reason':'not on Sundays',"
                      + "'hook':'pre_execute'}"));
      assertThat(client.callFailing("execution.status", Map.of("execution_id", "one")).get("code"))
          .isEqualTo(TestClient.json("-32002"));
      assertThat(client.call("server.info", Map.of()).get("active_executions").asInt()).isZero();
    }
    assertThat(Files.readAllLines(audit))
        .filteredOn(line -> line.contains("execution_refused"))
        .singleElement()
        .asString()
        .contains("not on Sundays", "touch x", "pre_execute");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'command':'echo other $A'} | other client",
        "{'argv':['/bin/echo','a','-','b']} | a - b",
        "{'env':{'A':'hook','B':'y'}} | hook y /",
        "{'env':{'A':null}} | x /",
        "{'decision':'allow','cwd':'/tmp'} | client x /tmp",
        "{} | client x /",
      })
  void shouldRunWhatTheHookMakesOfItWhenItChangesSomething(String answer, String output)
      throws Exception {
    try (RunningTestServer server = start(answering(answer))) {
      RemoteCommand command =
          server
              .connect()
              .run(
                  Map.of(
                      "command", "echo $A ${B-x} $(pwd)",
                      "cwd", "/",
                      "env", Map.of("A", "client")));

      assertThat(command.stdout()).isEqualTo(output + "\n");
      assertThat(command.received()).noneMatch(PreExecuteHookTest::isWarning);
    }
  }

  @Test
  void shouldAskThePolicyAgainWhenTheHookChangesTheCommand() throws Exception {
    String hook = answering("{'argv':['/bin/sh','-c','id']}");
    try (RunningTestServer server = start(hook, "allow", "echo")) {
      JsonNode error =
          server.connect().callFailing("execute", Map.of("argv", List.of("echo", "x")));

      assertThat(error.get("code").asInt()).isEqualTo(-32001);
      assertThat(error.get("data").get("reason").asString()).isEqualTo("program_not_allowed");
      assertThat(error.get("data").get("hook").asString()).isEqualTo("pre_execute");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 3",
        "kill -9 $$",
        "echo no JSON",
        "echo '[]'",
        "echo '{\"decison\":\"refuse\"}'",
        "echo '{\"decision\":\"maybe\"}'",
        "echo '{\"decision\":\"refuse\",\"decision\":\"allow\"}'",
        "echo '{\"command\":\"a\",\"argv\":[\"b\"]}'",
        "echo '{\"env\":{\"CC_EXECUTION_ID\":\"x\"}}'",
        "head -c 70000 /dev/zero | tr '\\0' ' '",
      })
  void shouldStartItAndWarnWhenHookFails(String line) throws Exception {
    String hook = HookScript.write(directory, "hook", line);
    try (RunningTestServer server = start(hook)) {
      RemoteCommand command = server.connect().run("echo ran");

      assertThat(command.stdout()).isEqualTo("ran\n");
      List<String> methods = methodsOf(command);
      assertThat(methods)
          .startsWith("process.started", "hook.warning")
          .containsOnlyOnce("hook.warning");
      JsonNode warning = command.await("hook.warning");
      assertThat(warning.get("execution_id").asString()).isEqualTo(command.id());
      assertThat(warning.get("hook").asString()).isEqualTo("pre_execute");
      assertThat(warning.get("message").asString()).isNotBlank();
    }
  }

  /** A word is an object of fifty bytes at least, where its message has eight. */
  @Test
  void shouldHoldNoMoreThanTheBytesOfRequestsWhenTheyWaitForTheirHooks() throws Exception {
    List<String> argv =
        Stream.concat(
                Stream.of("/bin/echo"), IntStream.range(10_000, 60_000).mapToObj(Integer::toString))
            .toList();
    try (RunningTestServer server = start(waiting(), "hook-concurrency", "1")) {
      TestClient client = server.connect();
      long before = heldBytes();
      int requests = 30;
      for (int i = 0; i < requests; i++) {
        client.send("execute", Map.of("argv", argv, "execution_id", "wide" + i));
      }
      awaitHooks(1);

      JsonNode last = client.call("execution.status", Map.of("execution_id", "wide29"));
      assertThat(last.get("state").asString()).isEqualTo("starting");
      long bytesAsObjects = requests * 50_000L * 50;
      Deadline.await("what is held to be the bytes")
          .until(() -> heldBytes() - before < bytesAsObjects * 2 / 3);
    }
  }

  private static long heldBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 3", "echo no JSON", "exec sleep 1000"})
  void shouldRefuseWhenHookFailsAndTheOperatorWantsThat(String line) throws Exception {
    String hook = HookScript.write(directory, "hook", line);
    try (RunningTestServer server = start(hook, "hook-failure", "refuse", "hook-timeout", "0.3")) {
      JsonNode error = server.connect().callFailing("execute", Map.of("command", "true"));

      assertThat(error.get("code").asInt()).isEqualTo(-32001);
      assertThat(error.get("data").get("reason").asString()).isEqualTo("hook_failed");
    }
  }

  @Test
  void shouldEndAllThatTheHookHasStartedWhenItsTimeIsOver() throws Exception {
    Path pids = directory.resolve("pids");
    String hook =
        HookScript.write(
            directory,
            "hook",
            "setsid sh -c 'echo $$ >> " + pids + "; trap \"\" TERM; while :; do sleep 1; done' &",
            "echo $$ >> " + pids,
            "trap '' TERM",
            "while :; do sleep 1; done");
    try (RunningTestServer server = start(hook, "hook-timeout", "0.5")) {
      RemoteCommand command = server.connect().run("echo ran");

      assertThat(command.await("hook.warning").get("message").asString())
          .isEqualTo("it did not end within 0.5 s");
      awaitGone(awaitHooks(2));
    }
  }

  @Test
  void shouldEndWhatTheHookLeavesBehindWhenItHasAnswered() throws Exception {
    Path pids = directory.resolve("pids");
    String hook = HookScript.write(directory, "hook", "sleep 1000 & echo $! > " + pids);
    try (RunningTestServer server = start(hook)) {
      RemoteCommand command = server.connect().run("echo ran");

      assertThat(methodsOf(command)).doesNotContain("hook.warning");
      awaitGone(awaitHooks(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CANCEL", "KILL"})
  void shouldStartNothingWhenItIsStoppedInItsHook(String type) throws Exception {
    try (RunningTestServer server = start(waiting())) {
      TestClient client = server.connect();
      int execute = client.send("execute", Map.of("command", "true", "execution_id", "one"));
      List<ObservedProcess> hooks = awaitHooks(1);

      JsonNode canceled = client.call("control", Map.of("type", type));

      assertThat(canceled.get("execution_id").asString()).isEqualTo("one");
      JsonNode error = client.awaitAnswer(execute).get("error");
      assertThat(error.get("code").asInt()).isEqualTo(-32006);
      assertThat(error.get("data").get("errno").asString()).isEqualTo("ECANCELED");
      awaitGone(hooks);
      assertThat(client.inbox().all()).noneMatch(one -> isOf(one, "process."));
    }
  }

  @Test
  void shouldStartNothingWhenItsClientGoesWhileTheHookRuns() throws Exception {
    Path ran = directory.resolve("ran");
    try (RunningTestServer server = start(waiting())) {
      TestClient client = server.connect();
      client.send("execute", Map.of("command", "touch " + ran));
      List<ObservedProcess> hooks = awaitHooks(1);

      server.forget(client);

      awaitGone(hooks);
      server.awaitIdle();
      assertThat(ran).doesNotExist();
    }
  }

  @Test
  void shouldStartItOnceWhenItIsAskedForAgainWhileTheHookRuns() throws Exception {
    Path ran = directory.resolve("ran");
    try (RunningTestServer server = start(waiting())) {
      TestClient client = server.connect();
      TestClient other = server.connect();
      Map<String, String> params = Map.of("command", "echo x >> " + ran, "execution_id", "one");
      int first = client.send("execute", params);
      awaitHooks(1);
      int again = client.send("execute", params);
      int elsewhere = other.send("execute", params);
      client.assertAlive();
      other.assertAlive();
      letGo();

      assertThat(client.awaitAnswer(first).get("result").has("existing")).isFalse();
      for (JsonNode answer : List.of(client.awaitAnswer(again), other.awaitAnswer(elsewhere))) {
        assertThat(answer.get("result").get("existing").asBoolean()).isTrue();
        assertThat(answer.get("result").get("pid"))
            .isEqualTo(client.awaitAnswer(first).get("result").get("pid"));
      }
      client.awaitNotification("process.completed");
      assertThat(awaitHooks(1)).hasSize(1);
      assertThat(Files.readAllLines(ran)).hasSize(1);
    }
  }

  @Test
  void shouldServeEverythingElseWhenHooksTakeTheirTime() throws Exception {
    try (RunningTestServer server = start(waiting(), "hook-concurrency", "1")) {
      TestClient client = server.connect();
      int first = client.send("execute", Map.of("command", "echo 1", "execution_id", "first"));
      int second = client.send("execute", Map.of("command", "echo 2", "execution_id", "second"));
      awaitHooks(1);

      client.assertAlive();
      JsonNode status = client.call("execution.status", Map.of("execution_id", "second"));
      assertThat(status.get("state").asString()).isEqualTo("starting");
      letGo();

      assertThat(client.awaitAnswer(first).has("result")).isTrue();
      assertThat(client.awaitAnswer(second).has("result")).isTrue();
      assertThat(awaitHooks(2)).hasSize(2);
    }
  }

  @Test
  void shouldFailWhoWaitsWhenNoPlaceComesInTime() throws Exception {
    String hook = // Which keeps its place for a second after its time.
        HookScript.write(directory, "hook", "trap '' TERM", "while :; do sleep 0.1; done");
    try (RunningTestServer server = start(hook, "hook-concurrency", "1", "hook-timeout", "1")) {
      TestClient client = server.connect();
      client.send("execute", Map.of("command", "true", "execution_id", "first"));
      client.send("execute", Map.of("command", "true", "execution_id", "second"));

      Received.Message warning =
          client.awaitMessage(
              "a warning of the second",
              one -> one.isNotification("hook.warning") && one.isAbout("second"));

      assertThat(warning.params().get("message").asString())
          .isEqualTo("there was no place for it within 1 s");
    }
  }

  @Test
  void shouldEndTheHookWhenTheServerEnds() throws Exception {
    List<ObservedProcess> hooks;
    JsonNode error;
    try (RunningTestServer server = start(waiting())) {
      TestClient client = server.connect();
      int execute = client.send("execute", Map.of("command", "true"));
      hooks = awaitHooks(1);
      server.server().drainAndStop();
      error = client.awaitAnswer(execute).get("error");
    }

    assertThat(error.get("code").asInt()).isEqualTo(-32010);
    assertThat(hooks).allMatch(ObservedProcess::isReaped);
  }

  private static List<String> methodsOf(RemoteCommand command) {
    return command.received().stream()
        .filter(Received.Message.class::isInstance)
        .map(one -> ((Received.Message) one).json().path("method").asString(""))
        .toList();
  }

  private static boolean isWarning(Received one) {
    return isOf(one, "hook.warning");
  }

  private static boolean isOf(Received one, String methodPrefix) {
    return one instanceof Received.Message message
        && message.json().path("method").asString("").startsWith(methodPrefix);
  }
}
