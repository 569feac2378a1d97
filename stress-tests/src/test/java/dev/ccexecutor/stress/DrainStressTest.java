package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ServerDraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM with time enough: the server takes nothing new, and what runs may come to its own end.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DrainStressTest {

  private static final int GOING_AWAY = 1001;
  private static final long PATIENCE_SECONDS = 30;

  /** More than this test takes: it ends because the last command has ended. */
  private static final String DRAIN_SECONDS = "50";

  @RegisterExtension
  static final ServerUnderTest server =
      ServerUnderTest.detectingLeaks("--drain-timeout", DRAIN_SECONDS);

  @TempDir Path directory;

  @Test
  void shouldLetCommandsFinishWhenThereIsTimeBeforeTheEnd() throws Exception {
    StressClient client = server.connect();
    ObservedExecution finishing = startWaitingForFile(client);
    ObservedExecution canceled = client.start(server.command("sleep 1000"));
    Instant before = Instant.now();
    server.process().sendTerm();

    ServerDraining draining = client.record().draining().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(draining.deadline()).isAfter(before);
    assertRefusesNewWork(client);
    assertThat(server.httpStatus("/readyz")).isEqualTo(503);
    assertThat(server.httpStatus("/healthz")).isEqualTo(200);

    client.control(ControlType.CANCEL, canceled);
    assertThat(canceled.awaitWholeJson().reason()).isEqualTo(EndReason.CANCELED);
    Files.createFile(directory.resolve("go"));
    ProcessCompleted end = finishing.awaitWholeJson();
    assertThat(end.reason()).isEqualTo(EndReason.EXIT);
    assertThat(end.exitCode()).isEqualTo(3);
    assertThat(finishing.jsonOutput().stdout().text()).isEqualTo("ready\nlate\n");
    assertThat(client.record().closeCode().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(GOING_AWAY);
    assertThat(server.process().awaitExit()).isZero();
  }

  private ObservedExecution startWaitingForFile(StressClient client) throws Exception {
    String line = "echo ready; while ! test -e go; do sleep 0.05; done; echo late; exit 3";
    ObservedExecution execution = client.start(server.command(line).cwd(directory.toString()));
    await().until(() -> execution.jsonOutput().stdout().bytes() > 0);
    return execution;
  }

  private static void assertRefusesNewWork(StressClient client) {
    assertThatThrownBy(() -> client.call("execute", server.command("echo new").build()))
        .cause()
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            error -> {
              assertThat(error.code()).isEqualTo(-32010);
              assertThat(error.kind()).isEqualTo("shutting_down");
            });
  }
}
