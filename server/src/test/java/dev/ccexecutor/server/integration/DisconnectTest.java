package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class DisconnectTest {
  private static final String TREE =
      "(setsid sh -c 'echo $$; exec sleep 1000' &) ; exec sleep 1000";

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;
  private TestClient observer;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
    observer = SERVER.connect();
  }

  private JsonNode awaitEndSeenByObserver(String executionId) {
    JsonNode status =
        observer.call("execution.status", Map.of("execution_id", executionId, "wait", 20));
    assertThat(status.get("state").asString()).isEqualTo("completed");
    return status.get("exit");
  }

  private void assertEndedByDisconnect(RemoteCommand command, ObservedProcess daemon) {
    JsonNode exit = awaitEndSeenByObserver(command.id());
    assertThat(exit.get("reason").asString()).isEqualTo("disconnected");
    assertThat(exit.get("status").asString()).isEqualTo("canceled");
    assertThat(exit.get("tree_empty").asBoolean()).isTrue();
    assertThat(command.process().isReaped()).isTrue();
    assertThat(daemon.lives()).isFalse();
  }

  @Test
  void shouldEndExecutionsWhenClientClosesOrderly() throws Exception {
    RemoteCommand command = client.execute(TREE);
    ObservedProcess daemon = command.awaitPidLine();

    client.closeOrderly();

    assertEndedByDisconnect(command, daemon);
  }

  @Test
  void shouldEndExecutionsWhenConnectionIsReset() throws Exception {
    RemoteCommand command = client.execute(TREE);
    ObservedProcess daemon = command.awaitPidLine();

    client.connection().reset();

    assertEndedByDisconnect(command, daemon);
  }

  @Test
  void shouldEndExecutionsWhenClientThatCouldComeBackAskedForThat() throws Exception {
    TestClient modern = SERVER.connect("Sec-WebSocket-Protocol: cc-executor.v1");
    RemoteCommand command = modern.execute(Map.of("command", TREE, "on_disconnect", "cancel"));
    ObservedProcess daemon = command.awaitPidLine();

    modern.closeOrderly();

    assertEndedByDisconnect(command, daemon);
  }

  @Test
  void shouldEndPausedAndTermIgnoringExecutionsWhenClientDisconnects() throws Exception {
    RemoteCommand paused = client.execute("exec sleep 1000");
    paused.control("PAUSE");
    RemoteCommand stubborn =
        client.execute(Map.of("command", "trap '' TERM; echo up; exec sleep 1000", "grace", 0.2));
    stubborn.awaitLine("up");

    client.connection().reset();

    assertThat(awaitEndSeenByObserver(paused.id()).get("signal").asString()).isEqualTo("TERM");
    assertThat(awaitEndSeenByObserver(stubborn.id()).get("signal").asString()).isEqualTo("KILL");
  }

  @Test
  void shouldEndExecutionThatIsStillStartingWhenClientDisconnects() throws Exception {
    for (int i = 0; i < 10; i++) {
      TestClient hasty = SERVER.connect();
      hasty.send("execute", Map.of("command", "exec sleep 1000", "execution_id", "hasty-" + i));
      hasty.connection().reset();
    }

    SERVER.awaitIdle();
  }

  @Test
  void shouldEndFloodWhenClientThatDoesNotReadDisconnects() throws Exception {
    client.connection().stopReading();
    client.send("execute", Map.of("command", "exec yes", "execution_id", "flood"));
    Deadline.await("the flood to run")
        .until(
            () ->
                observer
                    .request("execution.status", Map.of("execution_id", "flood"))
                    .has("result"));

    client.connection().reset();

    assertThat(awaitEndSeenByObserver("flood").get("reason").asString()).isEqualTo("disconnected");
  }

  @Test
  void shouldNotTouchExecutionsOfOthersWhenOneClientDisconnects() throws Exception {
    RemoteCommand mine = client.execute("exec sleep 1000");
    RemoteCommand others = observer.execute("exec sleep 1000");

    client.closeOrderly();
    awaitEndSeenByObserver(mine.id());

    assertThat(others.status().get("state").asString()).isEqualTo("running");
    others.control("KILL");
    others.awaitCompleted();
  }
}
