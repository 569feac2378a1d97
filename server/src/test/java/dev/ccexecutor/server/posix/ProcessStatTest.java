package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcessStatTest {
  private static final String FIELDS =
      " S 12 34 56 0 -1 2129984 7 8 9 10 11 12 13 14 20 0 3 0 4528416 17 18446744073709551615\n";

  private static ProcessStat stat(String name) {
    String line = "4711 (" + name + ")" + FIELDS;
    return new ProcessStat(line.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void shouldReadFieldsWhenNameIsPlain() {
    ProcessStat stat = stat("sleep");

    assertThat(stat.state()).isEqualTo('S');
    assertThat(stat.intField(ProcessStat.PARENT)).isEqualTo(12);
    assertThat(stat.intField(ProcessStat.GROUP)).isEqualTo(34);
    assertThat(stat.intField(ProcessStat.SESSION)).isEqualTo(56);
    assertThat(stat.longField(ProcessStat.FLAGS)).isEqualTo(2129984);
    assertThat(stat.intField(ProcessStat.THREADS)).isEqualTo(3);
    assertThat(stat.longField(ProcessStat.START_TICKS)).isEqualTo(4528416);
  }

  @Test
  void shouldReadFieldsWhenNameHoldsBracketsBlanksAndNumbers() {
    ProcessStat stat = stat("a) R 1 (2) b");

    assertThat(stat.state()).isEqualTo('S');
    assertThat(stat.intField(ProcessStat.PARENT)).isEqualTo(12);
  }

  @Test
  void shouldReadNegativeNumberWhenThereIsOne() {
    assertThat(stat("sleep").intField(5)).isEqualTo(-1);
  }
}
