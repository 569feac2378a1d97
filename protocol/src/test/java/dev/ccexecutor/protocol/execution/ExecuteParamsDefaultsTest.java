package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ExecuteParamsDefaultsTest {

  @Test
  void shouldFillInTheDefaultsOfTheContract() {
    ExecuteParams params = ExecuteParams.command("ls").build();

    assertThat(params.environment()).isEmpty();
    assertThat(params.labelMap()).isEmpty();
    assertThat(params.stdinMode()).isEqualTo(StdinMode.NONE);
    assertThat(params.mergesStderr()).isFalse();
    assertThat(params.timeoutMillis()).isZero();
    assertThat(params.idleTimeoutMillis()).isZero();
    assertThat(params.graceMillis()).isEqualTo(5_000);
    assertThat(params.outputForm()).isEqualTo(OutputForm.TEXT);
    assertThat(params.windowBytes()).isEmpty();
    assertThat(params.replayBytes()).isEqualTo(1_048_576);
    assertThat(params.spoolMode()).isEqualTo(SpoolMode.OFF);
    assertThat(params.whenFullMode()).isEqualTo(WhenFull.BLOCK);
    assertThat(params.onDisconnectOr(OnDisconnect.CANCEL)).isEqualTo(OnDisconnect.CANCEL);
    assertThat(params.detachTtlMillis()).isEqualTo(60_000);
    assertThat(params.leftoversMode()).isEqualTo(Leftovers.TERMINATE);
    assertThat(params.drainTimeoutMillis()).isEqualTo(2_000);
    assertThat(params.progressMillis()).isZero();
  }

  @Test
  void shouldPreferWhatWasSentToTheDefaults() {
    ExecuteParams params =
        ExecuteParams.argv(List.of("ls"))
            .stdin(StdinMode.PIPE)
            .mergeStderr(true)
            .timeout(1)
            .idleTimeout(2)
            .grace(0)
            .output(OutputForm.NONE)
            .window(5_000)
            .replay(0)
            .spool(SpoolMode.ALL)
            .whenFull(WhenFull.DROP_OLDEST)
            .onDisconnect(OnDisconnect.DETACH)
            .detachTtl(3)
            .leftovers(Leftovers.KEEP)
            .drainTimeout(0)
            .progress(4)
            .build();

    assertThat(params.stdinMode()).isEqualTo(StdinMode.PIPE);
    assertThat(params.mergesStderr()).isTrue();
    assertThat(params.timeoutMillis()).isEqualTo(1_000);
    assertThat(params.idleTimeoutMillis()).isEqualTo(2_000);
    assertThat(params.graceMillis()).isZero();
    assertThat(params.outputForm()).isEqualTo(OutputForm.NONE);
    assertThat(params.windowBytes()).hasValue(5_000);
    assertThat(params.replayBytes()).isZero();
    assertThat(params.spoolMode()).isEqualTo(SpoolMode.ALL);
    assertThat(params.whenFullMode()).isEqualTo(WhenFull.DROP_OLDEST);
    assertThat(params.onDisconnectOr(OnDisconnect.CANCEL)).isEqualTo(OnDisconnect.DETACH);
    assertThat(params.detachTtlMillis()).isEqualTo(3_000);
    assertThat(params.leftoversMode()).isEqualTo(Leftovers.KEEP);
    assertThat(params.drainTimeoutMillis()).isZero();
    assertThat(params.progressMillis()).isEqualTo(4_000);
  }

  @Test
  void shouldReadATerminalLikeAPipe() {
    ExecuteParams params = ExecuteParams.command("ls").pty(new TerminalSize(80, 24)).build();

    assertThat(params.stdinMode()).isEqualTo(StdinMode.PIPE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0000001, 1",
    "0.001, 1",
    "0.0011, 2",
    "0.25, 250",
    "1.001, 1001",
    "8.2, 8200",
    "315360000, 315360000000"
  })
  void shouldRoundTimesUpToMillis(double seconds, long millis) {
    assertThat(ExecuteParams.command("ls").timeout(seconds).build().timeoutMillis())
        .isEqualTo(millis);
  }
}
