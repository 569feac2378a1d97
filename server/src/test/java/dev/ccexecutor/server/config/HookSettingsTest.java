package dev.ccexecutor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookSettingsTest {
  private static List<String> parsed(String text) throws InvalidValueException {
    return HookSettings.PRE_EXECUTE.parse(text, Map.of());
  }

  @Test
  void shouldTakeWordsOrAnArrayWhenTheProgramIsThere() throws Exception {
    assertThat(parsed(" /bin/sh  -c true ")).containsExactly("/bin/sh", "-c", "true");
    assertThat(parsed("[\"/bin/sh\", \"-c\", \"echo a b\"]"))
        .containsExactly("/bin/sh", "-c", "echo a b");
    assertThat(parsed("")).isEmpty();
    assertThat(HookSettings.PRE_EXECUTE.show(List.of("/bin/sh", "-x")))
        .isEqualTo("[\"/bin/sh\",\"-x\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sh",
        "./sh",
        "/no/such",
        "/tmp",
        "[]",
        "[1]",
        "[\"/bin/sh\",null]",
        "[\"sh\"",
        "{}"
      })
  void shouldRefuseWhenItIsNoProgramByAbsolutePath(String text) {
    assertThatThrownBy(() -> parsed(text)).isInstanceOf(InvalidValueException.class);
  }
}
