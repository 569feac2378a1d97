package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ProgressTest {
  private static final String PROGRESS = "process.progress";

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldTellThatASilentTreeLives() {
    RemoteCommand command = start("sleep 60 & sleep 60; :", Map.of());

    JsonNode progress = awaitProgress(command, one -> processes(one) == 3);

    assertThat(progress.get("execution_id").asString()).isEqualTo(command.id());
    assertThat(progress.get("stdout_bytes").asLong()).isZero();
    assertThat(progress.get("stderr_bytes").asLong()).isZero();
    assertThat(progress.get("tree").get("rss").asLong()).isGreaterThan(3 * 64 * 1024);
    awaitProgress(command, one -> silence(one) > silence(progress));
    awaitProgress(command, one -> running(one) > running(progress));
    kill(command);
  }

  @Test
  void shouldTellMoreProcessorTimeWhenAChildIsBusy() {
    RemoteCommand command = start("while :; do :; done & wait", Map.of());

    JsonNode first = awaitProgress(command, one -> cpu(one) > 0);
    awaitProgress(command, one -> cpu(one) > cpu(first));

    List<JsonNode> all = progressesOf(command);
    for (int i = 1; i < all.size(); i++) {
      assertThat(cpu(all.get(i))).isGreaterThanOrEqualTo(cpu(all.get(i - 1)));
    }
    kill(command);
  }

  @Test
  void shouldMeasureTheSilenceAnewWhenOutputComes() {
    RemoteCommand command =
        start("sleep 0.7; echo x; sleep 0.1; echo y >&2; exec sleep 60", Map.of());

    JsonNode before = awaitProgress(command, one -> silence(one) > 0.3 && bytes(one) == 0);
    JsonNode after = awaitProgress(command, one -> bytes(one) == 4);

    assertThat(after.get("stdout_bytes").asLong()).isEqualTo(2);
    assertThat(silence(after)).isLessThan(running(after) - silence(before));
    kill(command);
  }

  @Test
  void shouldGoOnWithoutRunningTimeWhenPaused() {
    RemoteCommand command = start("exec sleep 60", Map.of());
    awaitProgress(command, one -> true);
    command.control("PAUSE");
    int told = progressesOf(command).size();

    Deadline.await("progress of a paused tree")
        .until(() -> progressesOf(command).size() >= told + 3);

    List<JsonNode> paused = progressesOf(command).subList(told + 1, told + 3);
    assertThat(running(paused.get(1))).isEqualTo(running(paused.get(0)));
    assertThat(silence(paused.get(1))).isGreaterThan(silence(paused.get(0)));
    assertThat(processes(paused.get(1))).isOne();
    kill(command);
  }

  @Test
  void shouldTellBetweenStartAndEndOnly() throws Exception {
    RemoteCommand command = start("sleep 0.8", Map.of());
    command.awaitCompleted();
    SERVER.awaitIdle();
    RemoteCommand later = client.run("sleep 0.4");

    assertThat(later.received()).isNotEmpty();
    assertThat(command.methods()).contains(PROGRESS);
    assertThat(command.methods().getFirst()).isEqualTo("process.started");
    assertThat(command.methods().getLast()).isEqualTo("process.completed");
  }

  @Test
  void shouldTellWhileOthersHoldThePipesWhenTheLeaderHasExited() {
    RemoteCommand command = start("sleep 60 & exit 0", Map.of("drain_timeout", 1));

    command.awaitExited();
    int told = progressesOf(command).size();
    Deadline.await("progress of what was left")
        .until(() -> progressesOf(command).size() >= told + 2);

    assertThat(processes(progressesOf(command).getLast())).isOne();
    kill(command);
  }

  @Test
  void shouldTellNothingWhenNothingIsAskedFor() {
    RemoteCommand command = client.run("sleep 0.5");

    assertThat(command.methods()).doesNotContain(PROGRESS);
  }

  @Test
  void shouldNotDelayTheEndWhenProgressIsToldAllTheTime() {
    RemoteCommand command = client.run(Map.of("command", "exit 3", "progress", 0.001));

    assertThat(command.awaitCompleted().get("exit_code").asInt()).isEqualTo(3);
    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
  }

  @Test
  void shouldDropWhatNobodyReadsWhenTheClientStalls() throws Exception {
    RemoteCommand flood = start("exec yes", Map.of());
    client.connection().stopReading();
    AtomicLong last = new AtomicLong();
    Deadline.await("the child to be blocked in its write")
        .during(Duration.ofMillis(300))
        .until(
            () -> {
              long now = flood.process().writtenBytes();
              return last.getAndSet(now) == now && now > 0;
            });
    TestClient other = SERVER.connect();
    RemoteCommand clock = other.execute(Map.of("command", "exec sleep 60", "progress", 0.1));
    Deadline.await("some time to pass").until(() -> progressesOf(clock).size() >= 20);

    client.connection().readOn();

    awaitProgress(flood, one -> isLongAfterAnother(progressesOf(flood)));
    kill(flood);
    clock.control("KILL");
    clock.awaitCompleted();
  }

  /** Ten intervals or more without one. */
  private static boolean isLongAfterAnother(List<JsonNode> progresses) {
    for (int i = 1; i < progresses.size(); i++) {
      if (running(progresses.get(i)) - running(progresses.get(i - 1)) > 1) {
        return true;
      }
    }
    return false;
  }

  private RemoteCommand start(String command, Map<String, ?> more) {
    Map<String, Object> params = new HashMap<>(more);
    params.put("command", command);
    params.put("progress", 0.1);
    return client.execute(params);
  }

  private JsonNode awaitProgress(RemoteCommand command, Predicate<JsonNode> fits) {
    return client
        .awaitMessage(
            "a progress of " + command.id(),
            message ->
                message.isNotification(PROGRESS)
                    && message.isAbout(command.id())
                    && fits.test(message.params()))
        .params();
  }

  private static List<JsonNode> progressesOf(RemoteCommand command) {
    return command.received().stream()
        .filter(Received.Message.class::isInstance)
        .map(Received.Message.class::cast)
        .filter(message -> message.isNotification(PROGRESS))
        .map(Received.Message::params)
        .toList();
  }

  private static void kill(RemoteCommand command) {
    command.control("KILL");
    command.awaitCompleted();
  }

  private static int processes(JsonNode progress) {
    return progress.get("tree").get("processes").asInt();
  }

  private static double cpu(JsonNode progress) {
    return progress.get("tree").get("cpu_s").asDouble();
  }

  private static double running(JsonNode progress) {
    return progress.get("running_s").asDouble();
  }

  private static double silence(JsonNode progress) {
    return progress.get("silent_s").asDouble();
  }

  private static long bytes(JsonNode progress) {
    return progress.get("stdout_bytes").asLong() + progress.get("stderr_bytes").asLong();
  }
}
