package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class PauseTest {
  /** Tells a child in its own session, then its leader counts on. */
  private static final String TREE =
      "setsid sleep 1000 & echo $!; i=0; while :; do i=$((i+1)); echo n$i; sleep 0.02; done";

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldStopEveryProcessWhenPaused() {
    RemoteCommand command = client.execute("sleep 1000 & setsid sleep 1000 & echo $!; wait");
    ObservedProcess ownSession = command.awaitPidLine();
    Deadline.await("a session of its own").until(() -> ownSession.session() == ownSession.pid());

    JsonNode answer = command.control("PAUSE");

    assertThat(answer.get("status").asString()).isEqualTo("paused");
    assertThat(command.process().isStopped()).isTrue();
    assertThat(ownSession.isStopped()).isTrue();
    assertThat(command.status().get("state").asString()).isEqualTo("paused");
    JsonNode paused = command.await("process.paused");
    assertThat(paused.get("status").asString()).isEqualTo("paused");
    assertThat(paused.get("pid").asInt()).isEqualTo(command.pid());
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldGoOnWhenResumed() {
    RemoteCommand command = client.execute(TREE);
    ObservedProcess ownSession = command.awaitPidLine();
    command.awaitLine("n1");
    command.control("PAUSE");
    long lines = command.stdout().lines().count();

    JsonNode answer = command.control("RESUME");

    assertThat(answer.get("status").asString()).isEqualTo("resumed");
    command.awaitLine("n" + (lines + 5));
    Deadline.await("the stray to run again").until(() -> !ownSession.isStopped());
    assertThat(command.status().get("state").asString()).isEqualTo("running");
    assertThat(command.await("process.resumed").get("status").asString()).isEqualTo("resumed");
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldEndWholeTreeWhenPausedCommandIsCanceled() {
    RemoteCommand command = client.execute(TREE);
    ObservedProcess ownSession = command.awaitPidLine();
    command.control("PAUSE");

    command.control("CANCEL");

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("signal").asString()).isEqualTo("TERM");
    assertThat(completed.get("reason").asString()).isEqualTo("canceled");
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    assertThat(ownSession.lives()).isFalse();
  }

  @Test
  void shouldLetPausedCommandCleanUpWhenItIsCanceled(@TempDir Path directory) {
    RemoteCommand command =
        client.execute(
            "trap 'echo cleaned; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
    command.awaitLine("ready");
    command.control("PAUSE");

    command.control("CANCEL");

    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("ready\ncleaned\n");
  }

  @Test
  void shouldStopTheClockWhenPaused() {
    RemoteCommand command =
        client.execute(
            Map.of("command", "echo up; exec sleep 1000", "timeout", 1, "idle_timeout", 1));
    command.awaitLine("up");
    command.control("PAUSE");

    // Longer than both limits: what must not happen can only be waited for.
    JsonNode status =
        client.call("execution.status", Map.of("execution_id", command.id(), "wait", 1.5));

    assertThat(status.get("state").asString()).isEqualTo("paused");
    command.control("RESUME");
    assertThat(command.awaitCompleted().get("reason").asString()).isIn("timeout", "idle_timeout");
  }

  @Test
  void shouldGoOnAnsweringWhenManyPausesFollowOneAnother() {
    RemoteCommand command = client.execute("exec sleep 1000");

    for (int i = 0; i < 50; i++) {
      command.control("PAUSE");
      assertThat(command.process().isStopped()).isTrue();
      command.control("RESUME");
    }

    command.control("KILL");
    command.awaitCompleted();
  }

  /**
   * A shell waits in vfork(2), where no signal but a deadly one reaches it, until its child has
   * come to its exec; a child that is stopped before that holds it there.
   */
  @Test
  void shouldConfirmPauseWhenShellStartsProgramsAllTheTime() {
    RemoteCommand command = client.execute("while :; do /bin/true; done");

    for (int i = 0; i < 50; i++) {
      command.control("PAUSE");
      command.control("RESUME");
    }

    command.control("KILL");
    command.awaitCompleted();
  }
}
