package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class CompletionStatusTest {

  @ParameterizedTest
  @CsvSource({
    "EXIT, 0, COMPLETED",
    "EXIT, 1, FAILED",
    "EXIT, 255, FAILED",
    "SIGNAL, 139, FAILED",
    "TIMEOUT, 143, FAILED",
    "TIMEOUT, 0, FAILED",
    "IDLE_TIMEOUT, 143, FAILED",
    "IDLE_TIMEOUT, 0, FAILED",
    "CANCELED, 143, CANCELED",
    "CANCELED, 0, CANCELED",
    "KILLED, 137, CANCELED",
    "DISCONNECTED, 143, CANCELED",
    "SERVER_SHUTDOWN, 143, CANCELED",
    "SERVER_SHUTDOWN, 0, CANCELED"
  })
  void shouldFollowFromReasonAndExitCode(EndReason reason, int exitCode, CompletionStatus status) {
    assertThat(CompletionStatus.of(reason, exitCode)).isEqualTo(status);
  }
}
