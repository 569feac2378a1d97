package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KernelFileTest {
  private static final int READS = 1000;
  private static final String LONG_VALUE = "0123456789abcdef".repeat(4000);

  @Test
  void shouldReadAllWhenFileIsLongerThanTheBuffer() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
    builder.environment().clear();
    builder.environment().put("LONG", LONG_VALUE);
    Process process = builder.start();
    try {
      String environment = KernelFile.textUnlessGone("/proc/" + process.pid() + "/environ");

      assertThat(environment).isEqualTo("LONG=" + LONG_VALUE + "\0");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void shouldReadNothingWhenFileIsEmpty() throws Exception {
    assertThat(KernelFile.readUnlessGone("/dev/null")).isEmpty();
  }

  @Test
  void shouldTellGoneWhenProcessHasEnded() throws Exception {
    Process process = new ProcessBuilder("true").start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(KernelFile.readUnlessGone("/proc/" + process.pid() + "/stat")).isNull();
  }

  /** A directory opens, and read(2) fails with EISDIR. */
  @Test
  void shouldTellGoneWhenOpenedFileCanNotBeRead() throws Exception {
    assertThat(KernelFile.readUnlessGone("/proc/self")).isNull();
  }

  /** Nobody may be taken for gone because this server can't look. */
  @Test
  void shouldFailWhenThereIsNoDescriptorToReadBy() throws Exception {
    assertThat(KernelFile.readUnlessGone("/proc/self/stat")).isNotEmpty();
    PosixException loaded = new PosixException("none", Errno.EMFILE);
    Throwable thrown;

    long found = OwnFileLimit.set(0);
    try {
      thrown = readInVain();
    } finally {
      OwnFileLimit.set(found);
    }

    assertThat(thrown).isInstanceOf(PosixException.class).hasMessageEndingWith(loaded.errnoName());
  }

  private static Throwable readInVain() {
    try {
      KernelFile.readUnlessGone("/proc/self/stat");
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  @Test
  void shouldLeaveNoDescriptorBehindWhenRead() throws Exception {
    int before = openDescriptors();

    for (int i = 0; i < READS; i++) {
      KernelFile.readUnlessGone("/proc/self/stat");
      KernelFile.readUnlessGone("/proc/self");
    }

    assertThat(openDescriptors()).isLessThan(before + READS); // Others may open some meanwhile.
  }

  private static int openDescriptors() {
    return new File("/proc/self/fd").list().length;
  }
}
