package dev.ccexecutor.server.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastLinesTest {
  @Test
  void shouldGiveTheLastLinesWhenThereAreMore() {
    assertThat(last(2, "a\nb\nc\n")).isEqualTo("b\nc\n");
    assertThat(last(2, "a\nb\nc")).isEqualTo("b\nc");
    assertThat(last(0, "a\nb\n")).isEmpty();
    assertThat(last(9, "a\nb\n")).isEqualTo("a\nb\n");
    assertThat(last(1, "\n\n")).isEqualTo("\n");
  }

  @Test
  void shouldGiveTheSameWhateverThePieces() {
    Random random = new Random(73);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.append(random.nextInt(3) == 0 ? '\n' : 'x');
      }
      int lines = random.nextInt(6);
      LastLines inPieces = new LastLines(lines);
      for (int at = 0; at < length; ) {
        int end = Math.min(length, at + 1 + random.nextInt(5));
        inPieces.add(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
        at = end;
      }
      assertThat(new String(inPieces.take(), StandardCharsets.UTF_8))
          .as("%d of %s", lines, text)
          .isEqualTo(last(lines, text.toString()));
    }
  }

  private static String last(int lines, String text) {
    LastLines last = new LastLines(lines);
    last.add(text.getBytes(StandardCharsets.UTF_8));
    return new String(last.take(), StandardCharsets.UTF_8);
  }
}
