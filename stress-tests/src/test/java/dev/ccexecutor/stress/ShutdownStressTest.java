package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ServerDraining;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SIGTERM while commands run: they are told, asked, then forced, and the server ends well. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ShutdownStressTest {

  private static final int GOING_AWAY = 1001;
  private static final long PATIENCE_SECONDS = 30;

  /** Time for what this test does while the server drains. */
  private static final String DRAIN_SECONDS = "2";

  @RegisterExtension
  static final ServerUnderTest server =
      ServerUnderTest.detectingLeaks("--drain-timeout", DRAIN_SECONDS);

  @Test
  void shouldEndAllCommandsAndExitWellWhenToldToTerminate() throws Exception {
    StressClient client = server.connect();
    ObservedExecution quick = startReady(client, "echo ready; sleep 0.5; echo late; exit 3");
    ObservedExecution plain = startReady(client, "setsid sleep 1000 & echo ready; sleep 1000");
    ObservedExecution stubborn = startReady(client, "trap '' TERM; echo ready; sleep 1000");
    ObservedExecution flood = client.start(params("yes"));
    Instant before = Instant.now();
    server.process().sendTerm();

    ServerDraining draining = client.record().draining().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(draining.deadline()).isAfter(before);
    assertRefusesNewWork(client);
    assertStatus("/readyz", 503);
    assertStatus("/healthz", 200);

    ProcessCompleted ownEnd = quick.awaitWholeJson();
    assertThat(ownEnd.reason()).isEqualTo(EndReason.EXIT);
    assertThat(ownEnd.exitCode()).isEqualTo(3);
    assertThat(quick.jsonOutput().stdout().text()).isEqualTo("ready\nlate\n");
    assertStopped(plain, "TERM");
    assertStopped(stubborn, "KILL");
    assertStopped(flood, "TERM");
    assertThat(client.record().closeCode().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(GOING_AWAY);
    assertThat(server.process().awaitExit()).isZero();
    assertThat(server.survivors()).isEmpty();
  }

  private static ExecuteParamsBuilder params(String line) {
    return server.command(line).grace(0.5);
  }

  private static ObservedExecution startReady(StressClient client, String line) throws Exception {
    ObservedExecution execution = client.start(params(line));
    await().until(() -> execution.jsonOutput().stdout().bytes() > 0);
    return execution;
  }

  private static void assertRefusesNewWork(StressClient client) {
    assertThatThrownBy(() -> client.start(params("echo new")))
        .cause()
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            error -> {
              assertThat(error.code()).isEqualTo(-32010);
              assertThat(error.kind()).isEqualTo("shutting_down");
            });
  }

  private static void assertStatus(String path, int status) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(server.http(path)).build();
      assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
          .as(path)
          .isEqualTo(status);
    }
  }

  private static void assertStopped(ObservedExecution execution, String signal) throws Exception {
    ProcessCompleted end = execution.awaitWholeJson();
    assertThat(end.reason()).isEqualTo(EndReason.SERVER_SHUTDOWN);
    assertThat(end.status()).isEqualTo(CompletionStatus.CANCELED);
    assertThat(end.signal()).isEqualTo(signal);
    assertThat(end.treeEmpty()).isTrue();
  }
}
