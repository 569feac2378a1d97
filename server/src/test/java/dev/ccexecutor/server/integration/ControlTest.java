package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ControlTest {
  private static final String SLEEP = "exec sleep 1000";

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private static void assertError(JsonNode error, int code, String kind) {
    assertThat(error.get("code").asInt()).isEqualTo(code);
    assertThat(error.get("data").get("kind").asString()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"CANCEL, canceled, TERM, 143", "KILL, killed, KILL, 137"})
  void shouldEndCommandWhenItIsStopped(String type, String status, String signal, int exitCode) {
    RemoteCommand command = client.execute(SLEEP);

    JsonNode answer = command.control(type);

    assertThat(answer.get("status").asString()).isEqualTo(status);
    assertThat(answer.get("execution_id").asString()).isEqualTo(command.id());
    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("status").asString()).isEqualTo("canceled");
    assertThat(completed.get("reason").asString()).isEqualTo(status);
    assertThat(completed.get("signal").asString()).isEqualTo(signal);
    assertThat(completed.get("exit_code").asInt()).isEqualTo(exitCode);
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    assertThat(command.await("process.canceled").get("status").asString()).isEqualTo("canceled");
    assertThat(command.awaitExited().get("reason").asString()).isEqualTo(status);
  }

  @Test
  void shouldLeaveExitCodeToCommandWhenItEndsByItselfAfterCancel() {
    RemoteCommand command =
        client.execute("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done");
    command.awaitLine("ready");

    command.control("CANCEL");

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("exit_code").asInt()).isEqualTo(7);
    assertThat(completed.get("reason").asString()).isEqualTo("canceled");
    assertThat(completed.get("status").asString()).isEqualTo("canceled");
    assertThat(command.stdout()).isEqualTo("ready\nbye\n");
  }

  @Test
  void shouldSendSignalToGroupWhenItIsNamed() {
    RemoteCommand command =
        client.execute("trap 'echo got it' USR1; echo ready; while :; do sleep 0.01; done");
    command.awaitLine("ready");

    JsonNode answer = command.signal("USR1");

    assertThat(answer.get("status").asString()).isEqualTo("signaled");
    command.awaitLine("got it");
    command.signal("SIGKILL");
    assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("signal");
  }

  @Test
  void shouldMeanNewestLiveExecutionWhenNoIdIsGiven() {
    RemoteCommand older = client.execute(SLEEP);
    RemoteCommand newest = client.execute(SLEEP);
    client.run("true");

    JsonNode first = client.call("control", Map.of("type", "KILL"));
    newest.awaitCompleted();
    JsonNode second = client.call("control", Map.of("type", "KILL"));

    assertThat(first.get("execution_id").asString()).isEqualTo(newest.id());
    assertThat(second.get("execution_id").asString()).isEqualTo(older.id());
    older.awaitCompleted();
  }

  @Test
  void shouldControlExecutionWhenAnotherConnectionNamesIt() throws Exception {
    RemoteCommand command = client.execute(SLEEP);
    TestClient other = SERVER.connect();

    JsonNode answer = other.call("control", Map.of("type", "CANCEL", "execution_id", command.id()));

    assertThat(answer.get("status").asString()).isEqualTo("canceled");
    assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("canceled");
    assertError(
        other.callFailing("control", Map.of("type", "CANCEL")), -32002, "execution_not_found");
  }

  @Test
  void shouldTakeEffectOnceStartedWhenControlComesWhileStarting() {
    for (int i = 0; i < 20; i++) {
      String id = "starting-" + i;
      client.send("execute", Map.of("command", SLEEP, "execution_id", id));
      int control = client.send("control", Map.of("type", "KILL", "execution_id", id));

      assertThat(client.awaitAnswer(control).get("result").get("status").asString())
          .isEqualTo("killed");
      client.awaitMessage(
          "completion of " + id,
          message -> message.isNotification("process.completed") && message.isAbout(id));
    }
  }

  @Test
  void shouldTakeEffectInOrderWhenSeveralControlsComeWhileStarting() {
    client.send("execute", Map.of("command", SLEEP, "execution_id", "three"));
    int pause = client.send("control", Map.of("type", "PAUSE"));
    int resume = client.send("control", Map.of("type", "RESUME"));
    int cancel = client.send("control", Map.of("type", "CANCEL"));

    assertThat(client.awaitAnswer(resume).path("result").path("status").asString(""))
        .isEqualTo("resumed");
    assertThat(client.awaitAnswer(cancel).path("result").path("status").asString(""))
        .isEqualTo("canceled");
    // It was left before every process was seen stopped, or not: an answer it has in any case.
    client.awaitAnswer(pause);
    assertThat(client.awaitNotification("process.completed").get("reason").asString())
        .isEqualTo("canceled");
  }

  @Test
  void shouldRefuseWithStateWhenPauseOrResumeDoesNotFit() {
    RemoteCommand command = client.execute(SLEEP);
    Map<String, Object> resume = Map.of("type", "RESUME", "execution_id", command.id());
    Map<String, Object> pause = Map.of("type", "PAUSE", "execution_id", command.id());

    JsonNode resumeOfRunning = client.callFailing("control", resume);
    client.call("control", pause);
    JsonNode pauseOfPaused = client.callFailing("control", pause);
    command.control("KILL");

    assertError(resumeOfRunning, -32011, "wrong_state");
    assertThat(resumeOfRunning.get("data").get("state").asString()).isEqualTo("running");
    assertError(pauseOfPaused, -32011, "wrong_state");
    assertThat(pauseOfPaused.get("data").get("state").asString()).isEqualTo("paused");
    command.awaitCompleted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAUSE", "RESUME", "CANCEL", "KILL", "SIGNAL"})
  void shouldNotFindExecutionWhenItIsUnknownOrHasEnded(String type) throws Exception {
    RemoteCommand ended = client.run("true");
    SERVER.awaitIdle();

    for (String id : List.of(ended.id(), "never-was")) {
      Map<String, Object> params =
          type.equals("SIGNAL")
              ? Map.of("type", type, "execution_id", id, "signal", "INT")
              : Map.of("type", type, "execution_id", id);
      assertError(client.callFailing("control", params), -32002, "execution_not_found");
    }
  }

  @Test
  void shouldNotFindExecutionWhenConnectionHasNone() {
    assertError(
        client.callFailing("control", Map.of("type", "PAUSE")), -32002, "execution_not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"type\":\"SIGNAL\",\"signal\":\"NOPE\"}', signal",
    "'{\"type\":\"SIGNAL\",\"signal\":\"\"}', signal",
    "'{\"type\":\"SIGNAL\",\"signal\":9}', signal",
    "'{\"type\":\"SIGNAL\"}', signal",
    "'{\"type\":\"STOP\"}', type",
    "'{\"type\":\"pause\"}', type",
    "'{}', type",
    "'{\"type\":\"CANCEL\",\"grace\":-1}', grace",
    "'{\"type\":\"CANCEL\",\"grace\":\"5\"}', grace",
    "'{\"type\":\"KILL\",\"execution_id\":5}', execution_id",
  })
  void shouldNameFieldWhenParametersOfControlAreWrong(String params, String field) {
    RemoteCommand command = client.execute(SLEEP);

    JsonNode error = client.callFailing("control", TestClient.json(params));

    assertError(error, -32602, "invalid_params");
    assertThat(error.get("data").get("field").asString()).isEqualTo(field);
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldKillAfterGraceWhenTermIsIgnored() {
    RemoteCommand command =
        client.execute(
            Map.of("command", "trap '' TERM; echo ready; exec sleep 1000", "grace", 0.3));
    command.awaitLine("ready");

    command.control("CANCEL");

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("signal").asString()).isEqualTo("KILL");
    assertThat(completed.get("reason").asString()).isEqualTo("canceled");
    assertThat(completed.get("execution_time").asDouble()).isGreaterThan(0.29);
  }

  @Test
  void shouldUseGraceOfControlWhenItHasOne() {
    RemoteCommand command =
        client.execute(
            Map.of("command", "trap '' TERM; echo ready; exec sleep 1000", "grace", 900));
    command.awaitLine("ready");

    command.control("CANCEL", 0.1);

    assertThat(command.awaitCompleted().get("signal").asString()).isEqualTo("KILL");
  }

  @Test
  void shouldStayHarmlessWhenCancelIsRepeated() {
    RemoteCommand command =
        client.execute(
            Map.of(
                "command",
                "trap 'echo asked' TERM; echo ready; while :; do sleep 0.01; done",
                "grace",
                900));
    command.awaitLine("ready");

    for (int i = 0; i < 5; i++) {
      assertThat(command.control("CANCEL").get("status").asString()).isEqualTo("canceled");
    }
    command.awaitLine("asked");
    command.control("CANCEL", 0);

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("reason").asString()).isEqualTo("canceled");
    assertThat(completed.get("signal").asString()).isEqualTo("KILL");
  }

  @Test
  void shouldKillAtOnceWhenKillFollowsCancel() {
    RemoteCommand command =
        client.execute(
            Map.of("command", "trap '' TERM; echo ready; exec sleep 1000", "grace", 900));
    command.awaitLine("ready");

    command.control("CANCEL");
    command.control("KILL");

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("signal").asString()).isEqualTo("KILL");
    assertThat(completed.get("reason").asString()).isEqualTo("canceled");
  }

  @Test
  void shouldTellTimeoutWhenRunningTimeIsOver() {
    RemoteCommand command = client.run(Map.of("command", SLEEP, "timeout", 0.2));

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("reason").asString()).isEqualTo("timeout");
    assertThat(completed.get("status").asString()).isEqualTo("failed");
    assertThat(completed.get("exit_code").asInt()).isEqualTo(143);
    assertThat(completed.get("execution_time").asDouble()).isGreaterThanOrEqualTo(0.2);
    assertThat(command.awaitExited().get("reason").asString()).isEqualTo("timeout");
  }

  @Test
  void shouldTellIdleTimeoutWhenCommandIsSilentTooLong() {
    RemoteCommand command =
        client.run(
            Map.of(
                "command",
                "for i in 1 2 3 4 5 6; do echo $i >&2; sleep 0.1; done; exec sleep 1000",
                "idle_timeout",
                0.5));

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("reason").asString()).isEqualTo("idle_timeout");
    assertThat(completed.get("status").asString()).isEqualTo("failed");
    assertThat(command.stderr()).isEqualTo("1\n2\n3\n4\n5\n6\n");
  }

  @Test
  void shouldNotStopCommandWhenTimeoutIsZero() {
    RemoteCommand command =
        client.run(Map.of("command", "sleep 0.1; echo done", "timeout", 0, "idle_timeout", 0));

    assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("exit");
  }

  @Test
  void shouldEndWholeTreeWhenTimeoutStrikes() {
    RemoteCommand command =
        client.execute(
            Map.of("command", "setsid sleep 1000 & echo $!; wait", "timeout", 1, "grace", 0.5));
    ObservedProcess stray = command.awaitPidLine();

    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    assertThat(stray.lives()).isFalse();
  }
}
