package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class DrainTest {
  private static CompletableFuture<Void> drain(RunningTestServer server) {
    return CompletableFuture.runAsync(server.server()::drainAndStop);
  }

  private static void assertEndedByShutdown(RemoteCommand command, String signal) {
    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("reason").asString()).isEqualTo("server_shutdown");
    assertThat(completed.get("status").asString()).isEqualTo("canceled");
    assertThat(completed.get("signal").asString()).isEqualTo(signal);
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
  }

  @Test
  void shouldTakeNoNewWorkWhenItDrains() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("drain-timeout", "1000");
        TestClient client = server.connect()) {
      RemoteCommand command = client.execute("exec sleep 1000");
      CompletableFuture<Void> stopped = drain(server);

      JsonNode draining = client.awaitNotification("server.draining");
      JsonNode error = client.callFailing("execute", Map.of("command", "true"));
      HttpExchange.Response ready = HttpExchange.send(server.port(), "GET", "/readyz");
      HttpExchange.Response alive = HttpExchange.send(server.port(), "GET", "/healthz");

      assertThat(Instant.parse(draining.get("deadline").asString()))
          .isAfter(Instant.now().plus(Duration.ofMinutes(15)));
      assertThat(error.get("code").asInt()).isEqualTo(-32010);
      assertThat(error.get("data").get("kind").asString()).isEqualTo("shutting_down");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(alive.status()).isEqualTo(200);
      assertThatThrownBy(server::connect)
          .isInstanceOfSatisfying(
              UpgradeRefusedException.class,
              refused -> assertThat(refused.response().status()).isEqualTo(503));
      assertThat(command.status().get("state").asString()).isEqualTo("running");
      command.control("KILL");
      assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("killed");
      assertThat(client.awaitClose().code()).isEqualTo(1001);
      client.connection().finishSending();
      stopped.join();
    }
  }

  @Test
  void shouldEndWhatRunsAndTellItWhenTimeToDrainIsOver() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("drain-timeout", "0.2");
        TestClient client = server.connect()) {
      RemoteCommand plain = client.execute("echo out; exec sleep 1000");
      plain.awaitLine("out");
      RemoteCommand stubborn =
          client.execute(Map.of("command", "trap '' TERM; echo up; exec sleep 1000", "grace", 0.2));
      stubborn.awaitLine("up");

      CompletableFuture<Void> stopped = drain(server);

      client.awaitNotification("server.draining");
      assertEndedByShutdown(plain, "TERM");
      assertEndedByShutdown(stubborn, "KILL");
      assertThat(client.awaitClose().code()).isEqualTo(1001);
      assertThat(client.awaitEndOfStream().reset()).isFalse();
      stopped.join();
    }
  }

  @Test
  void shouldLetCommandFinishWhenItEndsInTime() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("drain-timeout", "1000");
        TestClient client = server.connect()) {
      RemoteCommand command = client.execute("echo up; sleep 0.2; echo done");
      command.awaitLine("up");

      CompletableFuture<Void> stopped = drain(server);

      JsonNode completed = command.awaitCompleted();
      assertThat(completed.get("reason").asString()).isEqualTo("exit");
      assertThat(command.stdout()).isEqualTo("up\ndone\n");
      assertThat(client.awaitClose().code()).isEqualTo(1001);
      client.connection().finishSending();
      stopped.join();
    }
  }

  @Test
  void shouldStopAtOnceWhenNothingRuns() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("drain-timeout", "1000");
        TestClient client = server.connect()) {
      CompletableFuture<Void> stopped = drain(server);

      client.awaitNotification("server.draining");
      assertThat(client.awaitClose().code()).isEqualTo(1001);
      client.connection().finishSending();
      stopped.join();
    }
  }

  @Test
  void shouldStopAllTheSameWhenClientDoesNotRead() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("drain-timeout", "0.1");
        TestClient client = server.connect()) {
      RemoteCommand command = client.execute("exec yes");
      client.connection().stopReading();

      drain(server).join();

      assertThat(command.process().lives()).isFalse();
    }
  }
}
