package dev.ccexecutor.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  private static final Set<String> SCENARIOS = Set.of("flood", "start", "idle");

  @Test
  void shouldWantAllWhenNothingIsSaid() {
    Options options = Options.parse(SCENARIOS);

    assertThat(options).isEqualTo(new Options(Pace.FULL, Set.of(), Optional.empty(), false));
    assertThat(options.isWanted("flood")).isTrue();
  }

  @Test
  void shouldTakeAllOptionsWhenGiven() {
    Options options =
        Options.parse(
            SCENARIOS, "quick", "--only", "flood", "--only", "idle", "--json", "f", "--record");

    assertThat(options)
        .isEqualTo(
            new Options(
                Pace.QUICK,
                Set.of("flood", "idle"),
                Optional.of(Path.of("f").toAbsolutePath()),
                true));
    assertThat(options.isWanted("idle")).isTrue();
    assertThat(options.isWanted("start")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"slow", "--only", "--json", "--only none", "--json none/f", "--json /"})
  void shouldRefuseWhenWrong(String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(SCENARIOS, words.split(" ")));
  }
}
