package dev.ccexecutor.stress.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.posix.WindowSize;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalDrawingTest {
  private final TerminalScreen screen = new TerminalScreen(40);
  private List<String> block = List.of("one", "two");
  private WindowSize size = new WindowSize(40, 24);
  private boolean foreground = true;
  private long nanos = 1;
  private TerminalDrawing drawing;

  @BeforeEach
  void beginAfterAPrompt() {
    drawing = new TerminalDrawing(() -> block, () -> size, () -> foreground, () -> nanos);
    screen.write("$ stress\n");
  }

  @Test
  void shouldRedrawInPlaceWhenItsLinesChange() {
    draw();
    block = List.of("three", "four");
    draw();

    assertThat(screen.rows()).containsExactly("$ stress", "three", "four");
  }

  @Test
  void shouldLeaveNothingOfLongerLinesWhenItRedraws() {
    block = List.of("a long line", "another", "and a third");
    draw();
    block = List.of("a");
    draw();

    assertThat(screen.rows()).containsExactly("$ stress", "a");
  }

  @Test
  void shouldKeepWhatIsToStayAboveItsLinesWhenThereIsSome() {
    draw();
    draw("first came out");
    draw("second came out");

    assertThat(screen.rows())
        .containsExactly("$ stress", "first came out", "second came out", "one", "two");
  }

  @Test
  void shouldLeaveTheTerminalAsItWasAfterEveryDrawing() {
    draw();
    assertThat(screen.isRestored()).isTrue();
    draw("x".repeat(100));
    assertThat(screen.isRestored()).isTrue();
  }

  @Test
  void shouldLeaveOnlyWhatIsToStayWhenItEnds() {
    draw();
    screen.write(drawing.draw(List.of("summary"), true));

    assertThat(screen.rows()).containsExactly("$ stress", "summary");
    assertThat(screen.isRestored()).isTrue();
  }

  @Test
  void shouldCutItsLinesAndWrapThoseThatStayWhenTheTerminalIsNarrow() {
    block = List.of("0123456789".repeat(6));
    draw("abcdefghij".repeat(6));
    draw();

    assertThat(screen.rows())
        .containsExactly(
            "$ stress",
            "abcdefghij".repeat(4),
            "abcdefghij".repeat(2),
            "0123456789".repeat(3) + "012345678…");
  }

  @Test
  void shouldStayInItsPlaceWhenWideCharactersFillALine() {
    block = List.of("日本語".repeat(20), "two");
    draw();
    draw();

    assertThat(screen.rows()).hasSize(3);
  }

  @Test
  void shouldDrawFewerLinesWhenTheTerminalIsLow() {
    size = new WindowSize(40, 2);
    draw();
    draw();

    assertThat(screen.rows()).containsExactly("$ stress", "one");
  }

  @Test
  void shouldKeepToTheNewWidthWhenTheTerminalIsResized() {
    block = List.of("0123456789");
    draw();
    size = new WindowSize(5, 24);
    draw();

    assertThat(screen.rows()).containsExactly("$ stress", "0123…");
  }

  @Test
  void shouldEraseNothingOfAShellWhenItWasStoppedMeanwhile() {
    draw();
    screen.write("[1]+ Stopped\n$ fg\n");
    nanos += TimeUnit.MINUTES.toNanos(1);
    draw();

    assertThat(screen.rows())
        .containsExactly("$ stress", "one", "two", "[1]+ Stopped", "$ fg", "one", "two");
  }

  @Test
  void shouldOnlyPrintWhatStaysWhenItIsInTheBackground() {
    draw();
    foreground = false;
    assertThat(drawing.draw(List.of(), false)).isEmpty();
    assertThat(drawing.draw(List.of("came out"), false)).isEqualTo("came out\n");
    screen.write("$ ls\n");
    foreground = true;
    draw();

    assertThat(screen.rows()).containsExactly("$ stress", "one", "two", "$ ls", "one", "two");
  }

  private void draw(String... lines) {
    screen.write(drawing.draw(List.of(lines), false));
  }
}
