package dev.ccexecutor.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobControlStatTest {
  @Test
  void shouldTellTheForegroundByTheGroupsWhenThereIsATerminal() {
    assertThat(JobControl.isForeground("7 (a) b) S 1 70 60 34816 70 0 0")).isTrue();
    assertThat(JobControl.isForeground("7 (a) b) S 1 70 60 34816 60 0 0")).isFalse();
  }

  @Test
  void shouldKnowNoBackgroundWhenThereIsNoTerminal() {
    assertThat(JobControl.isForeground("7 (java) S 1 70 60 0 -1 0 0")).isTrue();
  }

  @Test
  void shouldKnowDescriptorsByTheirTargets() {
    assertThat(StandardDescriptor.ofTarget("/dev/pts/3")).isEqualTo(StandardDescriptor.TERMINAL);
    assertThat(StandardDescriptor.ofTarget("/dev/null")).isEqualTo(StandardDescriptor.NULL_DEVICE);
    assertThat(StandardDescriptor.ofTarget("pipe:[4]")).isEqualTo(StandardDescriptor.OTHER);
    assertThat(StandardDescriptor.of(4711)).isEqualTo(StandardDescriptor.CLOSED);
  }
}
