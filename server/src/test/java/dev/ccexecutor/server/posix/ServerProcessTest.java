package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerProcessTest {
  private static final long PR_GET_DUMPABLE = 3;

  /** What that keeps from whom is the kernel's to hold; the stress tests look from outside. */
  @Test
  void shouldBeNobodysToLookIntoWhenPrepared() throws Exception {
    ServerProcess.prepare();

    assertThat(new RawCall("prctl", Machine.SYS_PRCTL).make(PR_GET_DUMPABLE, 0)).isZero();
  }
}
