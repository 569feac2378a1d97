package dev.ccexecutor.server.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.StdinMode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownCommandTest {
  private static ShownCommand shown(String... words) {
    return ShownCommand.of(List.of(words), StdinMode.NONE, false);
  }

  @Test
  void shouldShowAllWordsWhenTheyAreFew() {
    assertThat(shown("git", "log", "", "--oneline").text()).isEqualTo("git log  --oneline");
    assertThat(shown("x".repeat(ShownCommand.MAX_CHARACTERS)).text())
        .isEqualTo("x".repeat(ShownCommand.MAX_CHARACTERS));
  }

  @Test
  void shouldShowTheBeginningWhenThereIsMore() {
    assertThat(shown("x".repeat(ShownCommand.MAX_CHARACTERS + 1)).text())
        .isEqualTo("x".repeat(ShownCommand.MAX_CHARACTERS - 1) + "…");
    assertThat(ShownCommand.of(Collections.nCopies(100_000, "ab"), StdinMode.NONE, false).text())
        .hasSize(ShownCommand.MAX_CHARACTERS)
        .endsWith("…");
  }

  @Test
  void shouldCutNoCharacterInTwoWhenItShowsTheBeginning() {
    String text = shown("x" + "\uD83D\uDE00".repeat(ShownCommand.MAX_CHARACTERS)).text();

    assertThat(text).startsWith("x\uD83D\uDE00").endsWith("\uD83D\uDE00…");
    assertThat(shown("\uD83D\uDE00".repeat(ShownCommand.MAX_CHARACTERS)).text())
        .endsWith("\uD83D\uDE00…");
  }

  @Test
  void shouldNotShowTheTextInALog() {
    assertThat(shown("secret").toString()).doesNotContain("secret");
  }
}
