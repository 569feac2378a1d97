package dev.ccexecutor.server.security.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentRuleTest {
  private static boolean allows(EnvironmentRule rule, String name) {
    try {
      rule.check(List.of(name));
      return true;
    } catch (CommandRefusedException e) {
      assertThat(e.field()).isEqualTo("env." + name);
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CI, true",
    "CI_JOB, false",
    "CIX, false",
    "AWS_KEY, true",
    "AWS_, true",
    "AWS, false",
    "aws_x, false",
    "'', false",
    "*, false",
    "AWS_*, true"
  })
  void shouldCompareNamesAndPrefixes(String name, boolean allowed) {
    EnvironmentRule rule = new EnvironmentRule(List.of("CI", "AWS_*"), true);

    assertThat(allows(rule, name)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "BASH_ENV", "ENV", "PYTHONPATH", "PYTHONSTARTUP",
    "PERL5OPT", "NODE_OPTIONS", "GIT_SSH_COMMAND", "HOME", "IFS", "BASH_FUNC_ls%%", "RUBYOPT",
    "JAVA_TOOL_OPTIONS", "PAGER", "EDITOR"
  })
  void shouldWantAVariableByItsFullNameWhenItRunsCode(String name) {
    assertThat(allows(new EnvironmentRule(List.of("*"), true), name)).isFalse();
    assertThat(allows(new EnvironmentRule(List.of("*", name), true), name)).isTrue();
    assertThat(allows(new EnvironmentRule(List.of("*"), false), name)).isTrue();
  }
}
