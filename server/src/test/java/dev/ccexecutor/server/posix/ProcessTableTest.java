package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessTableTest {
  private static final int SELF = (int) ProcessHandle.current().pid();

  @Test
  void shouldHaveProcessAndItsChildWhenRead() throws Exception {
    Process child = new ProcessBuilder("sleep", "1000").start();
    try {
      ProcessTable table = ProcessTable.read();

      ProcessTable.Entry entry = table.entry((int) child.pid());
      assertThat(entry.parentPid()).isEqualTo(SELF);
      assertThat(entry.startTicks()).isGreaterThanOrEqualTo(table.entry(SELF).startTicks());
      assertThat(table.children(SELF)).contains(entry);
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void shouldLeaveThreadsOfTheKernelOutWhenItShowsThem() throws Exception {
    Path kthreadd = Path.of("/proc/2/comm");
    assumeThat(Files.exists(kthreadd) && Files.readString(kthreadd).equals("kthreadd\n")).isTrue();

    ProcessTable table = ProcessTable.read();

    assertThat(table.children(2)).isEmpty();
    assertThat(table.entry(1)).isNotNull();
  }
}
