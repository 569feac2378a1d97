package dev.ccexecutor.server.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HumanTextTest {
  @Test
  void shouldChooseTheUnitThatFits() {
    assertThat(HumanText.bytes(1023)).isEqualTo("1023 B");
    assertThat(HumanText.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(HumanText.bytes(5L << 40)).isEqualTo("5.0 TiB");
    assertThat(HumanText.duration(59_999)).isEqualTo("59s");
    assertThat(HumanText.duration(61_000)).isEqualTo("1m1s");
    assertThat(HumanText.duration(3_700_000)).isEqualTo("1h1m");
    assertThat(HumanText.duration(90_000_000)).isEqualTo("1d1h");
  }

  @Test
  void shouldAlignColumnsAndKeepControlsFromTheTerminal() {
    assertThat(TextTable.lines(List.of(List.of("A", "BB", ""), List.of("ccc", "d", "e"))))
        .containsExactly("A    BB", "ccc  d   e");
    assertThat(TextTable.oneLine("a\033[2Jb\nc")).isEqualTo("a?[2Jb?c");
  }
}
