package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class CompletionTest {
  /** Its parent has gone when the line comes, so it hangs on init, or on the server. */
  private static final String DAEMON = "(setsid sh -c 'echo $$; exec sleep 1000' &)";

  private static final String QUIET_DAEMON =
      "(setsid sh -c 'echo $$; exec sleep 1000 >/dev/null 2>&1' &)";

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldTellExitAtOnceAndCompleteAfterDrainTimeoutWhenOthersHoldThePipes() {
    RemoteCommand command =
        client.execute(Map.of("command", "sleep 1000 & echo $!", "drain_timeout", 0.5));

    assertThat(command.awaitExited().get("exit_code").asInt()).isZero();
    assertThat(command.awaitExited().get("reason").asString()).isEqualTo("exit");
    ObservedProcess leftover = command.awaitPidLine();

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("status").asString()).isEqualTo("completed");
    assertThat(completed.get("reason").asString()).isEqualTo("exit");
    assertThat(completed.get("exit_code").asInt()).isZero();
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    assertThat(completed.get("execution_time").asDouble()).isLessThan(0.5);
    assertThat(leftover.lives()).isFalse();
  }

  /** The rest of the output, and the end record behind it, wait for the client to acknowledge. */
  @Test
  void shouldTellExitAtOnceWhenWindowIsShut() {
    RemoteCommand command =
        client.execute(Map.of("command", "head -c 20000 /dev/zero; sleep 0.5", "window", 4096));

    assertThat(command.awaitExited().get("exit_code").asInt()).isZero();
    assertThat(command.methods()).doesNotContain("process.completed");
  }

  @Test
  void shouldBeExitedMeanwhileWhenPipesAreDrained() {
    RemoteCommand command =
        client.execute(Map.of("command", "sleep 1000 & exit 3", "drain_timeout", 1000));
    command.awaitExited();

    assertThat(command.status().get("state").asString()).isEqualTo("exited");

    command.control("KILL");
    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("exit_code").asInt()).isEqualTo(3);
    assertThat(completed.get("reason").asString()).isEqualTo("exit");
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
  }

  @Test
  void shouldReadOnWhileLeftoverTalksWhenLeaderHasGone() {
    RemoteCommand command =
        client.run(
            Map.of(
                "command",
                "(for i in 1 2 3 4 5 6 7 8; do sleep 0.1; echo $i; done) & exit 0",
                "drain_timeout",
                2));

    assertThat(command.stdout()).isEqualTo("1\n2\n3\n4\n5\n6\n7\n8\n");
    assertThat(command.awaitCompleted().get("drained").asBoolean()).isTrue();
    command.assertOutputMatchesEnd();
  }

  @Test
  void shouldCompleteAtTenTimesDrainTimeoutWhenLeftoverNeverFallsSilent() {
    RemoteCommand command =
        client.run(
            Map.of(
                "command",
                "(while :; do echo x; sleep 0.01; done) & exit 0",
                "drain_timeout",
                0.1));

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("reason").asString()).isEqualTo("exit");
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    command.output().assertMatches(completed);
  }

  @Test
  void shouldLetLeftoverLiveWhenItIsToBeKept() {
    RemoteCommand command =
        client.execute(
            Map.of("command", "sleep 1000 & echo $!", "drain_timeout", 0.1, "leftovers", "keep"));
    ObservedProcess leftover = command.awaitPidLine();

    JsonNode completed = command.awaitCompleted();

    assertThat(completed.get("tree_empty").asBoolean()).isFalse();
    assertThat(completed.get("drained").asBoolean()).isFalse();
    assertThat(leftover.lives()).isTrue();
    ProcessHandle.of(leftover.pid()).orElseThrow().destroyForcibly();
    leftover.awaitEnd();
  }

  @Test
  void shouldEndLeftoverAllTheSameWhenCommandIsCanceled() {
    RemoteCommand command =
        client.execute(Map.of("command", "sleep 1000 & echo $!; wait", "leftovers", "keep"));
    ObservedProcess child = command.awaitPidLine();

    command.control("CANCEL");

    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    assertThat(child.lives()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {DAEMON, QUIET_DAEMON})
  void shouldEndDaemonWhenLeaderHasReturned(String daemon) {
    RemoteCommand command =
        client.execute(Map.of("command", daemon + "; exit 0", "drain_timeout", 1, "grace", 1));
    ObservedProcess process = command.awaitPidLine();

    JsonNode completed = command.awaitCompleted();

    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    assertThat(process.lives()).isFalse();
  }

  @Test
  void shouldEndDaemonWhenCommandIsCanceled() {
    RemoteCommand command = client.execute(DAEMON + "; exec sleep 1000");
    ObservedProcess daemon = command.awaitPidLine();

    command.control("CANCEL");

    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    assertThat(daemon.lives()).isFalse();
  }

  @Test
  void shouldKillLeftoverAfterGraceWhenItIgnoresTerm() {
    RemoteCommand command =
        client.execute(
            Map.of(
                "command",
                "(trap '' TERM; exec sleep 1000) & echo $!; sleep 0.1",
                "drain_timeout",
                0.1,
                "grace",
                0.2));
    ObservedProcess leftover = command.awaitPidLine();

    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    assertThat(leftover.lives()).isFalse();
  }

  @Test
  void shouldTellEmptyTreeAndDrainedPipesWhenNothingIsLeft() {
    JsonNode completed = client.run("echo x").awaitCompleted();

    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    assertThat(completed.get("drained").asBoolean()).isTrue();
  }
}
