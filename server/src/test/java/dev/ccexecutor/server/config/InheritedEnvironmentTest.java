package dev.ccexecutor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
