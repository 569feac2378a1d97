package dev.ccexecutor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class InheritedEnvironmentTest {

  private static final Map<String, String> SERVER =
      Map.of(
          "PATH", "/bin",
          "HOME", "/h",
          "LC_ALL", "C.UTF-8",
          "LC", "no",
          "AWS_REGION", "eu",
          "AWS_SECRET", "s",
          "SECRET_TOKEN", "t");

  @Test
  void shouldPassOnlyTheBaseSetWhenNothingIsAdded() {
    assertThat(new InheritedEnvironment(List.of()).selectFrom(SERVER))
        .containsOnlyKeys("PATH", "HOME", "LC_ALL");
  }

  @Test
  void shouldPassNamesAndPrefixesThatAreAdded() throws InvalidValueException {
    InheritedEnvironment inherited = InheritedEnvironment.parse(" AWS_* ,LC,,");

    assertThat(inherited.selectFrom(SERVER))
        .containsOnlyKeys("PATH", "HOME", "LC_ALL", "LC", "AWS_REGION", "AWS_SECRET")
        .containsEntry("AWS_REGION", "eu");
  }

  @Test
  void shouldTakeANameForNoPrefix() throws InvalidValueException {
    assertThat(InheritedEnvironment.parse("AWS_").selectFrom(SERVER))
        .doesNotContainKeys("AWS_REGION", "AWS_SECRET");
  }

  @Test
  void shouldKeepWhatAServiceManagerTellsWhateverThePatternsAre() throws InvalidValueException {
    Map<String, String> server =
        Map.of(
            "NOTIFY_SOCKET", "/run/n",
            "NOTIFY_OTHER", "x",
            "LISTEN_FDS", "1",
            "LISTEN_PID", "7",
            "LISTEN_FDNAMES", "n",
            "WATCHDOG_USEC", "1",
            "WATCHDOG_PID", "7");

    assertThat(InheritedEnvironment.parse("N*,LISTEN_*,W*").selectFrom(server))
        .containsOnlyKeys("NOTIFY_OTHER");
    assertThatThrownBy(() -> InheritedEnvironment.parse("NOTIFY_SOCKET"))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void shouldKeepServersOwnVariablesWhateverThePatternsAre() throws InvalidValueException {
    Map<String, String> server =
        Map.of(
            "CC_EXECUTOR_TOKEN", "hush",
            "CC_EXECUTOR_TOKENS", "a:hush",
            "CC_EXECUTOR_PORT", "1",
            "CC_OTHER", "x",
            "JAVA_HOME", "/j",
            "JAVA_TOOL_OPTIONS", "-ea");

    assertThat(InheritedEnvironment.parse("C*,CC_*,CC_EXECUTOR*,J*").selectFrom(server))
        .containsOnlyKeys("CC_OTHER", "JAVA_HOME");
    assertThat(InheritedEnvironment.parse("JAVA_TOOL_OPTIONS").selectFrom(server))
        .containsOnlyKeys("JAVA_TOOL_OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CC_EXECUTOR_TOKEN", "CC_EXECUTOR_*", "PATH,CC_EXECUTOR_TOK*"})
  void shouldRefuseAPatternThatNamesServersOwn(String patterns) {
    assertThatThrownBy(() -> InheritedEnvironment.parse(patterns))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("CC_EXECUTOR_");
  }
}
