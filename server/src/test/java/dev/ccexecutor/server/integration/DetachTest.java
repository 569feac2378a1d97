package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
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

/** Executions without an owner. */
@Timeout(60)
class DetachTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;
  private TestClient other;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connectWithSubprotocol();
    other = SERVER.connect();
  }

  private void disconnect(TestClient leaving) throws Exception {
    leaving.connection().reset();
    Deadline.await("the session not to count any more")
        .until(() -> other.call("server.info", Map.of()).get("active_sessions").asInt() == 1);
  }

  private String stateOf(RemoteCommand command) {
    return other
        .call("execution.status", Map.of("execution_id", command.id()))
        .get("state")
        .asString();
  }

  private void assertEndedForWantOfOwner(RemoteCommand command) {
    JsonNode status =
        other.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));
    assertThat(status.get("state").asString()).isEqualTo("completed");
    assertThat(status.get("exit").get("reason").asString()).isEqualTo("disconnected");
    assertThat(status.get("exit").get("status").asString()).isEqualTo("canceled");
    assertThat(command.process().isReaped()).isTrue();
  }

  @Test
  void shouldRunOnWhenClientThatCanComeBackDisconnects() throws Exception {
    RemoteCommand cat = client.execute(Map.of("command", "cat", "stdin", "pipe"));

    disconnect(client);

    assertThat(stateOf(cat)).isEqualTo("running");
    RemoteCommand attached = other.attach(cat.id());
    RemoteInput.of(other, attached).write("still there\n");
    attached.awaitLine("still there");
    RemoteInput.of(other, attached).end();
    assertThat(attached.awaitCompleted().get("status").asString()).isEqualTo("completed");
  }

  @Test
  void shouldRunOnWhenOldClientAskedForThat() throws Exception {
    TestClient old = SERVER.connect();
    client.close();
    RemoteCommand command =
        old.execute(Map.of("command", "exec sleep 1000", "on_disconnect", "detach"));

    disconnect(old);

    assertThat(stateOf(command)).isEqualTo("running");
    other.attach(command.id()).control("KILL");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05})
  void shouldEndWhenTooLongWithoutOwnerAfterDisconnect(double ttl) throws Exception {
    RemoteCommand command = client.execute(Map.of("command", "exec sleep 1000", "detach_ttl", ttl));

    disconnect(client);

    assertEndedForWantOfOwner(command);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05})
  void shouldEndWhenTooLongWithoutOwnerAfterDetach(double ttl) {
    RemoteCommand command = client.execute(Map.of("command", "exec sleep 1000", "detach_ttl", ttl));

    command.detach();

    assertEndedForWantOfOwner(command);
  }

  @Test
  void shouldEndWhenTooLongWithoutOwnerThoughPaused() {
    RemoteCommand command =
        client.execute(Map.of("command", "exec sleep 1000", "detach_ttl", 0.05));
    command.control("PAUSE");

    command.detach();

    assertEndedForWantOfOwner(command);
  }

  @Test
  void shouldRunOnWhenSomebodyTakesItInTime() throws Exception {
    RemoteCommand command =
        client.execute(Map.of("command", "sleep 3; echo late", "detach_ttl", 1.5));
    command.detach();

    RemoteCommand attached = other.attach(command.id());

    assertThat(attached.awaitCompleted().get("reason").asString()).isEqualTo("exit");
    assertThat(attached.stdout()).isEqualTo("late\n");
  }

  @Test
  void shouldEndWhenTooLongWithoutOwnerThoughObserversComeAndGo() throws Exception {
    RemoteCommand command = client.execute(Map.of("command", "exec sleep 1000", "detach_ttl", 0.5));
    RemoteCommand observed = other.attach(Map.of("execution_id", command.id(), "mode", "observe"));
    command.detach();

    Deadline.await("the end of " + command.id())
        .until(
            () -> {
              client.attach(Map.of("execution_id", command.id(), "mode", "observe"));
              return stateOf(command).equals("completed");
            });

    assertThat(observed.awaitCompleted().get("reason").asString()).isEqualTo("disconnected");
  }

  @Test
  void shouldDetachWhateverOnDisconnectSaysWhenDetached() throws Exception {
    RemoteCommand command =
        client.execute(Map.of("command", "exec sleep 1000", "on_disconnect", "cancel"));

    JsonNode result = command.detach();
    disconnect(client);

    assertThat(result)
        .isEqualTo(TestClient.json("{'status':'detached','execution_id':'" + command.id() + "'}"));
    assertThat(stateOf(command)).isEqualTo("running");
    other.attach(command.id()).control("KILL");
  }

  @Test
  void shouldObeyControlsByIdWhenDetached() {
    RemoteCommand command = client.execute("exec sleep 1000");
    command.detach();

    command.control("PAUSE");
    assertThat(stateOf(command)).isEqualTo("paused");
    command.control("RESUME");
    command.control("KILL");

    assertThat(
            other
                .call("execution.status", Map.of("execution_id", command.id(), "wait", 20))
                .get("exit")
                .get("reason")
                .asString())
        .isEqualTo("killed");
    JsonNode error = client.callFailing("control", Map.of("type", "KILL"));
    assertThat(error.get("code").asInt()).isEqualTo(-32002);
  }

  @Test
  void shouldHearNothingMoreWhenDetached() {
    RemoteCommand cat = client.execute(Map.of("command", "cat", "stdin", "pipe"));
    RemoteInput.of(client, cat).write("one\n");
    cat.awaitLine("one");
    RemoteCommand observed =
        other.attach(Map.of("execution_id", cat.id(), "mode", "observe", "stdout", 0));

    cat.detach();
    RemoteInput.of(other, observed).write("two\n");
    RemoteInput.of(other, observed).end();
    observed.awaitCompleted();
    client.assertAlive();

    assertThat(observed.stdout()).isEqualTo("one\ntwo\n");
    assertThat(cat.methods()).containsExactly("process.started", "process.output");
  }

  @Test
  void shouldStayAttachableWhenEndedWhileDetached() {
    RemoteCommand cat = client.execute(Map.of("command", "cat; exit 3", "stdin", "pipe"));
    cat.detach();
    RemoteInput.of(other, cat).write("for later\n");
    other.call("stdin.close", Map.of("execution_id", cat.id()));
    other.call("execution.status", Map.of("execution_id", cat.id(), "wait", 20));

    for (int i = 0; i < 2; i++) {
      RemoteCommand attached = other.attach(cat.id());

      JsonNode completed = attached.awaitCompleted();
      assertThat(attached.result().get("exit")).isEqualTo(completed);
      assertThat(completed.get("exit_code").asInt()).isEqualTo(3);
      assertThat(attached.methods())
          .containsExactly("process.exited", "process.output", "process.completed");
      attached.assertOutputMatchesEnd();
    }
  }

  @Test
  void shouldChangeNothingWhenDetachingWhatIsNotAttached() {
    RemoteCommand command = client.execute(Map.of("command", "exec sleep 1000", "detach_ttl", 0));

    other.call("execution.detach", Map.of("execution_id", command.id()));
    other.assertAlive();

    assertThat(stateOf(command)).isEqualTo("running");
    command.control("KILL");
    command.awaitCompleted();
    JsonNode error = other.callFailing("execution.detach", Map.of("execution_id", "nobody"));
    assertThat(error.get("code").asInt()).isEqualTo(-32002);
  }
}
