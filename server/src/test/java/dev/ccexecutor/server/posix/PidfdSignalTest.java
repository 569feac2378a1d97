package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernel gives pids out again; here it is an entry of the past that names another's pid. */
@Timeout(60)
class PidfdSignalTest {
  private static final int SIGKILL = 9;

  private Process process;

  @BeforeEach
  void startProcess() throws Exception {
    process = new ProcessBuilder("sleep", "1000").start();
  }

  @AfterEach
  void endProcess() throws Exception {
    process.destroyForcibly().waitFor();
  }

  private ProcessTable.Entry seen() throws Exception {
    return ProcessTable.read(Math.toIntExact(process.pid()));
  }

  @Test
  void shouldSignalWhenItIsTheProcessThatWasSeen() throws Exception {
    assertThat(PidfdSignal.send(seen(), SIGKILL)).isTrue();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + SIGKILL);
  }

  @Test
  void shouldSignalNobodyWhenThePidBelongsToAnotherProcessByNow() throws Exception {
    ProcessTable.Entry stranger = seen();
    ProcessTable.Entry former =
        new ProcessTable.Entry(
            stranger.pid(),
            stranger.parentPid(),
            stranger.groupId(),
            stranger.sessionId(),
            stranger.state(),
            stranger.startTicks() - 1,
            stranger.thread());

    assertThat(PidfdSignal.send(former, SIGKILL)).isFalse();

    // A SIGTERM that comes later than a SIGKILL would not be what ended it.
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(128 + 15);
  }

  @Test
  void shouldSignalNobodyWhenTheProcessIsGone() throws Exception {
    ProcessTable.Entry gone = seen();
    process.destroyForcibly().waitFor();

    assertThat(PidfdSignal.send(gone, SIGKILL)).isFalse();
  }
}
