package dev.ccexecutor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class IsolationSettingsTest {
  @ParameterizedTest
  @CsvSource({"022,18", "0077,63", "000,0", "777,511"})
  void shouldReadAUmaskAsOctal(String text, int mask) throws InvalidValueException {
    assertThat(IsolationSettings.UMASK.parse(text, Map.of())).isEqualTo(OptionalInt.of(mask));
  }

  @Test
  void shouldShowAUmaskAsOctal() {
    assertThat(IsolationSettings.UMASK.show(OptionalInt.of(18))).isEqualTo("022");
    assertThat(IsolationSettings.UMASK.show(OptionalInt.empty())).isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "22", "088", "1777", "own ", "u=rwx"})
  void shouldRefuseWhatIsNoUmask(String text) {
    assertThatThrownBy(() -> IsolationSettings.UMASK.parse(text, Map.of()))
        .isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @CsvSource({"agent,agent,", "agent:users,agent,users", "1000:100,1000,100", "a.b-c@d,a.b-c@d,"})
  void shouldReadUserAndGroup(String text, String user, String group) throws InvalidValueException {
    assertThat(IsolationSettings.RUN_AS.parse(text, Map.of()))
        .isEqualTo(Optional.of(new RunAs(user, group)));
    assertThat(IsolationSettings.RUN_AS.show(Optional.of(new RunAs(user, group)))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {":", "agent:", ":users", "a:b:c", "a b", "-x", "a\n", "ä"})
  void shouldRefuseWhatIsNoUser(String text) {
    assertThatThrownBy(() -> IsolationSettings.RUN_AS.parse(text, Map.of()))
        .isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @CsvSource({"true,true", "FALSE,false"})
  void shouldReadYesAndNo(String text, boolean value) throws InvalidValueException {
    assertThat(IsolationSettings.NO_NEW_PRIVS.parse(text, Map.of())).isEqualTo(value);
    assertThatThrownBy(() -> IsolationSettings.NO_NEW_PRIVS.parse("yes", Map.of()))
        .isInstanceOf(InvalidValueException.class);
  }
}
