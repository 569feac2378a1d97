package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Controls in the states between running and completed. */
@Timeout(60)
class ControlStateTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;
  private RemoteCommand command;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @AfterEach
  void endCommand() {
    command.control("KILL");
    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
  }

  private void startStopping() {
    command =
        client.execute(
            Map.of("command", "trap '' TERM; echo ready; exec sleep 1000", "grace", 900));
    command.awaitLine("ready");
    command.control("CANCEL");
  }

  private void startExited() {
    command =
        client.execute(
            Map.of(
                "command",
                "(trap 'echo told' USR1; echo ready; while :; do sleep 0.01; done) & exit 0",
                "drain_timeout",
                900));
    command.awaitLine("ready");
    command.awaitExited();
  }

  private void assertWrongState(String type, String state) {
    JsonNode error =
        client.callFailing("control", Map.of("type", type, "execution_id", command.id()));

    assertThat(error.get("code").asInt()).isEqualTo(-32011);
    assertThat(error.get("data").get("kind").asString()).isEqualTo("wrong_state");
    assertThat(error.get("data").get("state").asString()).isEqualTo(state);
    assertThat(command.status().get("state").asString()).isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAUSE", "RESUME"})
  void shouldRefuseWithStateWhenCommandIsBeingStopped(String type) {
    startStopping();

    assertWrongState(type, "stopping");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAUSE", "RESUME"})
  void shouldRefuseWithStateWhenLeaderHasExited(String type) {
    startExited();

    assertWrongState(type, "exited");
  }

  @Test
  void shouldRefuseWithStateWhenPauseFollowsStopOfPausedCommand() {
    command =
        client.execute(
            Map.of("command", "trap '' TERM; echo ready; exec sleep 1000", "grace", 900));
    command.awaitLine("ready");
    command.control("PAUSE");
    command.control("CANCEL");

    assertWrongState("PAUSE", "stopping");
    assertWrongState("RESUME", "stopping");
  }

  @Test
  void shouldReachTheOthersOfTheGroupWhenLeaderHasExited() {
    startExited();

    assertThat(command.signal("USR1").get("status").asString()).isEqualTo("signaled");

    command.awaitLine("told");
  }
}
