package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.HookScript;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A program of the operator's that is told how a command has ended. */
@Timeout(60)
class PostExecuteHookTest {
  @TempDir private Path directory;

  private RunningTestServer start(String hook, String... settings) throws Exception {
    RunningTestServer server = RunningTestServer.withSettings(settings);
    return server.with("post-execute", hook).started();
  }

  @Test
  void shouldTellTheHookTheEndWhenCommandHasEnded() throws Exception {
    try (RunningTestServer server = start(HookScript.recorder(directory, "hook"))) {
      RemoteCommand command =
          server
              .connect()
              .run(
                  Map.of(
                      "argv",
                      List.of("sh", "-c", "echo out; exit 4"),
                      "execution_id",
                      "told",
                      "labels",
                      Map.of("ticket", "7")));

      JsonNode completed = command.awaitCompleted();
      JsonNode told = Json.MAPPER.readTree(directory.resolve("hook.json"));
      assertThat(told.get("hook").asString()).isEqualTo("post_execute");
      assertThat(told.get("argv").toString()).isEqualTo("[\"sh\",\"-c\",\"echo out; exit 4\"]");
      assertThat(told.get("labels").get("ticket").asString()).isEqualTo("7");
      // Not by their texts: a short time is written with an exponent or without.
      assertThat(Json.MAPPER.treeToValue(told.get("end"), ProcessCompleted.class))
          .isEqualTo(Json.MAPPER.treeToValue(completed, ProcessCompleted.class));
    }
  }

  @Test
  void shouldTellWhatRanWhenTheHookBeforeHasChangedIt() throws Exception {
    String before = HookScript.write(directory, "before", "echo '{\"command\":\"echo changed\"}'");
    try (RunningTestServer server =
        start(HookScript.recorder(directory, "hook"), "pre-execute", before)) {
      RemoteCommand command = server.connect().run("echo asked");

      assertThat(command.stdout()).isEqualTo("changed\n");
      JsonNode told = Json.MAPPER.readTree(directory.resolve("hook.json"));
      assertThat(told.get("command").asString()).isEqualTo("echo changed");
    }
  }

  @Test
  void shouldWarnAheadOfTheEndWhenHookFails() throws Exception {
    String hook = HookScript.write(directory, "hook", "exit 3");
    try (RunningTestServer server = start(hook)) {
      RemoteCommand command = server.connect().run("echo x");

      JsonNode warning = command.await("hook.warning");
      assertThat(warning.get("hook").asString()).isEqualTo("post_execute");
      assertThat(warning.get("message").asString()).isEqualTo("it has ended with exit code 3");
      List<String> methods =
          command.received().stream()
              .map(one -> ((Received.Message) one).json().path("method").asString(""))
              .toList();
      assertThat(methods).endsWith("hook.warning", "process.completed");
    }
  }

  @Test
  void shouldTellTheEndWhenHookHangs() throws Exception {
    Path pid = directory.resolve("pid");
    String hook = HookScript.write(directory, "hook", "echo $$ > " + pid, "exec sleep 1000");
    try (RunningTestServer server = start(hook, "hook-timeout", "0.5")) {
      RemoteCommand command = server.connect().execute("echo x");
      command.awaitExited();

      assertThat(command.awaitCompleted().get("exit_code").asInt()).isZero();
      assertThat(command.await("hook.warning").get("message").asString())
          .isEqualTo("it did not end within 0.5 s");
      ObservedProcess process =
          new ObservedProcess(Integer.parseInt(Files.readString(pid).strip()));
      Deadline.await("the hook to be gone").until(process::isReaped);
    }
  }

  @Test
  void shouldRunItAlsoWhenTheClientHasGone() throws Exception {
    try (RunningTestServer server = start(HookScript.recorder(directory, "hook"))) {
      TestClient client = server.connect();
      client.execute("exec sleep 1000");

      server.forget(client);

      Path told = directory.resolve("hook.json");
      Deadline.await("the hook").until(() -> Files.exists(told));
      assertThat(Json.MAPPER.readTree(told).get("end").get("reason").asString())
          .isEqualTo("disconnected");
      server.awaitIdle();
    }
  }

  @Test
  void shouldRunItForWhatIsStoppedWhenTheServerEnds() throws Exception {
    try (RunningTestServer server = start(HookScript.recorder(directory, "hook"))) {
      RemoteCommand command = server.connect().execute("exec sleep 1000");

      server.server().drainAndStop();

      assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("server_shutdown");
    }
    JsonNode told = Json.MAPPER.readTree(directory.resolve("hook.json"));
    assertThat(told.get("end").get("reason").asString()).isEqualTo("server_shutdown");
  }

  @Test
  void shouldNotRunItWhenNothingWasStarted() throws Exception {
    try (RunningTestServer server = start(HookScript.recorder(directory, "hook"))) {
      server.connect().callFailing("execute", Map.of("argv", List.of("/no/such")));
      server.awaitIdle();
    }
    assertThat(directory.resolve("hook.json")).doesNotExist();
  }
}
