package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Controls of floods that share one connection: each acts on its own, while all others flow. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ControlUnderFloodStressTest {

  private static final int FLOODS = 8;
  private static final long SOME_BYTES = 1 << 20;

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();

  private final List<ObservedExecution> floods = new ArrayList<>();

  @Test
  void shouldActOnOneFloodWhenSevenOthersShareItsConnection() throws Exception {
    try (StressClient client = server.connect()) {
      for (int count = 0; count < FLOODS; count++) {
        floods.add(client.start(server.command("yes | cat").output(OutputForm.BINARY)));
      }
      awaitFlow(floods);

      pauseAndResume(client, floods.get(0));
      endsAs(control(client, ControlType.CANCEL, 1), EndReason.CANCELED, "TERM");
      endsAs(control(client, ControlType.KILL, 2), EndReason.KILLED, "KILL");
      endsAs(signal(client, "INT", 3), EndReason.SIGNAL, "INT");
      cancelWhilePaused(client, floods.get(4));
      awaitFlow(List.of(floods.get(0), floods.get(5), floods.get(6), floods.get(7)));

      for (int index : List.of(0, 5, 6, 7)) {
        endsAs(control(client, ControlType.CANCEL, index), EndReason.CANCELED, "TERM");
      }
      assertThat(server.survivors()).isEmpty();
    }
  }

  private static long received(ObservedExecution flood) {
    return flood.binaryOutput().stdout().bytes();
  }

  /** Each of them brings more. */
  private static void awaitFlow(List<ObservedExecution> flowing) {
    List<Long> before = flowing.stream().map(flood -> received(flood)).toList();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              boolean all = true;
              for (int index = 0; index < flowing.size(); index++) {
                all &= received(flowing.get(index)) > before.get(index) + SOME_BYTES;
              }
              return all;
            });
  }

  /**
   * Paused, it writes no more: what was written arrives, and while the others flow nothing else.
   */
  private void pauseAndResume(StressClient client, ObservedExecution flood) throws Exception {
    assertThat(client.control(ControlType.PAUSE, flood).status()).isEqualTo("paused");
    assertThat(client.status(flood.id()).state()).isEqualTo(ExecutionState.PAUSED);
    long written = awaitAllArrived(client, flood);
    awaitFlow(floods.subList(1, FLOODS));
    assertThat(client.status(flood.id()).stdout().to()).isEqualTo(written);
    assertThat(received(flood)).isEqualTo(written);

    assertThat(client.control(ControlType.RESUME, flood).status()).isEqualTo("resumed");
    awaitFlow(floods);
  }

  private static long awaitAllArrived(StressClient client, ObservedExecution flood) {
    long[] last = {-1};
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                last[0] == (last[0] = client.status(flood.id()).stdout().to())
                    && last[0] == received(flood));
    return last[0];
  }

  private static void cancelWhilePaused(StressClient client, ObservedExecution flood)
      throws Exception {
    assertThat(client.control(ControlType.PAUSE, flood).status()).isEqualTo("paused");
    assertThat(client.control(ControlType.CANCEL, flood).status()).isEqualTo("canceled");
    endsAs(flood, EndReason.CANCELED, "TERM");
  }

  private ObservedExecution control(StressClient client, ControlType type, int index)
      throws Exception {
    ObservedExecution flood = floods.get(index);
    assertThat(client.control(type, flood).status()).isEqualTo(type.resultStatus());
    return flood;
  }

  private ObservedExecution signal(StressClient client, String name, int index) throws Exception {
    ObservedExecution flood = floods.get(index);
    ControlParams params = new ControlParams(ControlType.SIGNAL, flood.id(), name, null);
    assertThat(client.requestControl(params).get(20, TimeUnit.SECONDS).status())
        .isEqualTo("signaled");
    return flood;
  }

  private static void endsAs(ObservedExecution flood, EndReason reason, String signal)
      throws Exception {
    ProcessCompleted end = flood.awaitWholeBinary();
    assertThat(end.reason()).isEqualTo(reason);
    assertThat(end.signal()).isEqualTo(signal);
    assertThat(end.status())
        .isEqualTo(
            reason == EndReason.SIGNAL ? CompletionStatus.FAILED : CompletionStatus.CANCELED);
    assertThat(end.treeEmpty()).isTrue();
  }
}
