package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class BackPressureTest {
  /** Queue, pipe, channel and both kernels' socket buffers together are well below this. */
  private static final long BOUND_BYTES = 16 * 1024 * 1024;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient stalled;
  private TestClient other;

  @BeforeEach
  void connect() throws Exception {
    stalled = SERVER.connect();
    other = SERVER.connect();
  }

  /** Starts a flood and stops reading; returns when the child does not get on any more. */
  private RemoteCommand stalledFlood(String form) {
    RemoteCommand flood = stalled.execute(Map.of("command", "exec yes", "output", form));
    stalled.connection().stopReading();
    flood.process().awaitStandstill();
    return flood;
  }

  private JsonNode statusSeenByOther(RemoteCommand command, int waitSeconds) {
    return other.call(
        "execution.status", Map.of("execution_id", command.id(), "wait", waitSeconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "base64", "binary"})
  void shouldBlockChildWhenClientDoesNotRead(String form) throws Exception {
    RemoteCommand flood = stalledFlood(form);

    assertThat(flood.process().writtenBytes()).isLessThan(BOUND_BYTES);
    assertThat(flood.process().lives()).isTrue();
  }

  @Test
  void shouldServeOthersWhenOneClientDoesNotRead() {
    stalledFlood("text");

    for (int i = 0; i < 20; i++) {
      assertThat(other.run("echo " + i).stdout()).isEqualTo(i + "\n");
    }
  }

  @Test
  void shouldRunOtherCommandsOfSameConnectionWhenItIsNotRead() {
    stalledFlood("binary");

    stalled.send("execute", Map.of("command", "exit 5", "execution_id", "beside-the-flood"));

    Deadline.await("the other command to be known")
        .until(
            () ->
                other
                    .request("execution.status", Map.of("execution_id", "beside-the-flood"))
                    .has("result"));
    JsonNode status =
        other.call("execution.status", Map.of("execution_id", "beside-the-flood", "wait", 20));
    assertThat(status.get("exit").get("exit_code").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CANCEL", "KILL"})
  void shouldEndFloodWhenItIsStoppedWhileNothingIsRead(String type) {
    RemoteCommand flood = stalledFlood("text");

    int control = stalled.send("control", Map.of("type", type));

    JsonNode status = statusSeenByOther(flood, 20);
    assertThat(status.get("state").asString()).isEqualTo("completed");
    assertThat(status.get("exit").get("tree_empty").asBoolean()).isTrue();
    assertThat(flood.process().lives()).isFalse();
    stalled.connection().readOn();
    assertThat(stalled.awaitAnswer(control).has("result")).isTrue();
    JsonNode completed = flood.awaitCompleted();
    assertThat(completed).isEqualTo(status.get("exit"));
    flood.output().assertMatches(completed);
    assertThat(flood.methods()).endsWith("process.completed");
  }

  @Test
  void shouldPauseAndResumeFloodWhileNothingIsRead() {
    RemoteCommand flood = stalledFlood("binary");

    stalled.send("control", Map.of("type", "PAUSE"));
    flood.process().awaitStopped();
    stalled.send("control", Map.of("type", "RESUME"));

    Deadline.await("the flood to run again").until(() -> !flood.process().isStopped());
  }

  @Test
  void shouldDeliverEverythingWhenClientReadsOnAfterChildHasEnded() {
    RemoteCommand command =
        stalled.execute(Map.of("command", "yes | head -c 600000; echo end", "output", "text"));
    stalled.connection().stopReading();
    assertThat(statusSeenByOther(command, 20).get("state").asString()).isEqualTo("completed");

    stalled.connection().readOn();

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("stdout").get("bytes").asInt()).isEqualTo(600_004);
    command.output().assertMatches(completed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "binary"})
  void shouldLoseNothingWhenReadingStopsAndGoesOn(String form) {
    RemoteCommand command =
        stalled.execute(Map.of("command", "yes 0123456789 | head -c 20000000", "output", form));
    for (int i = 0; i < 3; i++) {
      stalled.connection().stopReading();
      awaitStandstillOrEnd(command);
      stalled.connection().readOn();
      long before = command.output().pieces().size();
      Deadline.await("more output, or the end")
          .until(
              () ->
                  command.output().pieces().size() > before
                      || command.methods().contains("process.completed"));
    }

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("stdout").get("bytes").asInt()).isEqualTo(20_000_000);
    command.output().assertMatches(completed);
  }

  private void awaitStandstillOrEnd(RemoteCommand command) {
    long[] last = {-1};
    Deadline.await("no more to be read")
        .during(Duration.ofMillis(100))
        .until(
            () -> {
              long now = statusSeenByOther(command, 0).get("stdout").get("to").asLong();
              boolean same = now == last[0];
              last[0] = now;
              return same;
            });
  }

  @Test
  void shouldNotCountSilenceWhenPipeIsNotRead() {
    RemoteCommand flood =
        stalled.execute(Map.of("command", "exec yes", "output", "text", "idle_timeout", 0.5));
    stalled.connection().stopReading();
    flood.process().awaitStandstill();

    // Longer than the limit: what must not happen can only be waited for.
    JsonNode status = other.call("execution.status", Map.of("execution_id", flood.id(), "wait", 1));

    assertThat(status.get("state").asString()).isEqualTo("running");
  }
}
