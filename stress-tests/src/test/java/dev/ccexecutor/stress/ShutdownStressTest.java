package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SIGTERM while commands run that would not end: they are asked, then forced; the server ends well.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ShutdownStressTest {

  private static final int GOING_AWAY = 1001;
  private static final long PATIENCE_SECONDS = 30;
  private static final double GRACE_SECONDS = 0.5;

  @RegisterExtension
  static final ServerUnderTest server = ServerUnderTest.detectingLeaks("--drain-timeout", "1");

  @Test
  void shouldEndAllCommandsAndExitWellWhenToldToTerminate() throws Exception {
    StressClient client = server.connect();
    ObservedExecution plain = startReady(client, "sleep 1000 & echo ready; sleep 1000");
    ObservedExecution apart = startReady(client, "setsid sleep 1000 & echo ready; sleep 1000");
    ObservedExecution stubborn = startReady(client, "trap '' TERM; echo ready; sleep 1000");
    ObservedExecution flood = client.start(params("yes").output(OutputForm.BINARY));
    server.process().sendTerm();

    client.record().draining().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertStopped(plain.awaitWholeJson(), "TERM");
    assertStopped(apart.awaitWholeJson(), "TERM");
    assertStopped(stubborn.awaitWholeJson(), "KILL");
    assertStopped(flood.awaitWholeBinary(), "TERM");
    assertThat(client.record().closeCode().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(GOING_AWAY);
    assertThat(server.process().awaitExit()).isZero();
    assertThat(server.survivors()).isEmpty();
  }

  private static ExecuteParamsBuilder params(String line) {
    return server.command(line).grace(GRACE_SECONDS);
  }

  private static ObservedExecution startReady(StressClient client, String line) throws Exception {
    ObservedExecution execution = client.start(params(line));
    await().until(() -> execution.jsonOutput().stdout().bytes() > 0);
    return execution;
  }

  private static void assertStopped(ProcessCompleted end, String signal) {
    assertThat(end.reason()).isEqualTo(EndReason.SERVER_SHUTDOWN);
    assertThat(end.status()).isEqualTo(CompletionStatus.CANCELED);
    assertThat(end.signal()).isEqualTo(signal);
    assertThat(end.treeEmpty()).isTrue();
  }
}
