package dev.ccexecutor.stress.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTextTest {

  @Test
  void shouldShowWhatWouldMoveACursorWhenItIsInAText() {
    assertThat(VisibleText.lines("a\u001b[31mb\u0000\r\u009b"))
        .isEqualTo("a\\u001b[31mb\\u0000\\r\\u009b");
  }

  @Test
  void shouldKeepLinesAndTabsOnlyWhenLinesAreAskedFor() {
    assertThat(VisibleText.lines("a\n\tb")).isEqualTo("a\n\tb");
    assertThat(VisibleText.line("a\n\tb")).isEqualTo("a\\n\\tb");
  }

  @Test
  void shouldShowHalfPairsAndNoCharactersAndTurnsOfDirectionWhenTheyAreInAText() {
    assertThat(VisibleText.line("\ud800x\uffff\u202e\u2066\u2028"))
        .isEqualTo("\\ud800x\\uffff\\u202e\\u2066\\u2028");
  }

  @Test
  void shouldLeaveTextOfPeopleAloneWhenItIsOfManyScripts() {
    String text = "äöü € 😀 日本語 عربي 👨‍👩‍👧";
    assertThat(VisibleText.line(text)).isEqualTo(text);
  }

  @Test
  void shouldCutBetweenCharactersWhenATextIsTooLong() {
    assertThat(VisibleText.cut("😀😀😀", 3)).isEqualTo("😀😀😀");
    assertThat(VisibleText.cut("😀😀😀", 2)).isEqualTo("😀…");
  }

  @ParameterizedTest
  @CsvSource({"0.4249, 0.42 ms", "10, 10 ms", "1500.4, 1500 ms", "NaN, –"})
  void shouldSayHowLongSomethingTookWhenItIsKnown(double millis, String text) {
    assertThat(Figures.millis(millis)).isEqualTo(text);
  }

  @Test
  void shouldSayNothingOfNumbersWhenTheyAreUnknown() {
    assertThat(Figures.bytes(-1)).isEqualTo("–");
    assertThat(Figures.count(-1)).isEqualTo("–");
    assertThat(Figures.rate(Double.NaN)).isEqualTo("–");
    assertThat(Figures.rate(1536)).isEqualTo("1.5 KiB/s");
    assertThat(Figures.duration(Duration.ofMillis(1234))).isEqualTo("1.23 s");
    assertThat(Figures.duration(Duration.ofSeconds(192))).isEqualTo("3m12s");
  }
}
