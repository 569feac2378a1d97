package dev.ccexecutor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.ccexecutor.server.config.ResolvedSettings.Resolved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class SettingsTest {

  @TempDir Path directory;

  @Test
  void shouldListEverySettingOfTheTable() {
    long constants =
        new ClassFileImporter()
            .importPackagesOf(Settings.class).stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> field.getRawType().isEquivalentTo(Setting.class))
                .count();

    assertThat(constants).isPositive();
    assertThat(Settings.all()).hasSize((int) constants).doesNotHaveDuplicates();
    assertThat(Settings.all()).extracting(Setting::name).doesNotHaveDuplicates();
  }

  @Test
  void shouldHaveADefaultThatIsValidForEverySetting() throws InvalidValueException {
    Map<String, String> environment = Map.of("HOME", directory.toString());
    for (Setting<?> setting : Settings.all()) {
      String text = setting.defaultValue().text().apply(environment);

      assertThat(setting.parse(text, environment)).as(setting.name()).isNotNull();
    }
  }

  @Test
  void shouldNameVariablesAfterOptions() {
    assertThat(CommandSettings.MAX_EXECUTIONS_PER_SESSION.optionName())
        .isEqualTo("--max-executions-per-session");
    assertThat(CommandSettings.MAX_EXECUTIONS_PER_SESSION.environmentName())
        .isEqualTo("CC_EXECUTOR_MAX_EXECUTIONS_PER_SESSION");
  }

  @Test
  void shouldMaskASecretWhereverItIsShown() {
    Setting<String> token =
        new Setting<>(
            "token", "A secret.", NetworkTypes.host(), DefaultValue.constant("hush"), true, false);
    SettingSource source = SettingSource.environment(Map.of("CC_EXECUTOR_TOKEN", "hush"));

    assertThat(new Resolved<>(token, "hush", source).describe())
        .isEqualTo("token = *** (environment)");
    assertThat(source.problem(token, "hush", "is too short"))
        .isEqualTo("environment: CC_EXECUTOR_TOKEN: '***' is too short");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1000,1000", "64k,65536", "1M,1048576", "2G,2147483648"})
  void shouldParseSizes(String text, long bytes) throws InvalidValueException {
    assertThat(OutputSettings.MAX_RETAINED_BYTES.parse(text, Map.of())).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"1024,1K", "1000,1000", "1048576,1M", "1572864,1536K", "0,0", "1099511627776,1024G"})
  void shouldShowSizesInTheLargestUnitThatIsExact(long bytes, String text) {
    assertThat(OutputSettings.MAX_RETAINED_BYTES.show(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"5,5000", "0.5,500", "500ms,500", "1.5s,1500", "10m,600000", "2h,7200000", "0,0"})
  void shouldParseDurations(String text, long millis) throws InvalidValueException {
    assertThat(OutputSettings.RETENTION.parse(text, Map.of())).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "port | '' | is not a whole number",
        "port | 80.5 | is not a whole number",
        "port | -1 | is not within 0 to 65535",
        "port | 65536 | is not within 0 to 65535",
        "max-sessions | 0 | is not within 1 to 1000000",
        "max-message-bytes | 1023 | is not within 1K to 16M",
        "max-message-bytes | 17M | is not within 1K to 16M",
        "max-message-bytes | 1MB | is not a number of bytes such as 65536, 64K or 1M",
        "max-message-bytes | -1 | is not a number of bytes such as 65536, 64K or 1M",
        "max-retained-bytes | 99999999999G | is too large",
        "queue-bytes | 65535 | is not within 64K to 1G",
        "max-stdin-bytes | 4095 | is not within 4K to 1G",
        "retention | -1 | is not a time such as 5, 0.5, 500ms, 10s, 10m or 2h",
        "retention | 5d | is not a time such as 5, 0.5, 500ms, 10s, 10m or 2h",
        "retention | 1e3 | is not a time such as 5, 0.5, 500ms, 10s, 10m or 2h",
        "retention | 9999999h | is not within 0 to 2592000 seconds",
        "handshake-timeout | 0 | is not within 0.1 to 3600 seconds",
        "ping-interval | 50ms | is not within 0.1 to 120 seconds",
        "drain-timeout | 2h | is not within 0 to 3600 seconds",
        "host | ws://here | is not a host name or an IP address",
        "host | '' | is not a host name or an IP address",
        "shell | no-such-shell | is no program on the PATH",
        "shell | /etc/passwd | is not an executable file",
        "shell | /bin | is not an executable file",
        "shell | '' | is empty",
        "data-dir | '' | is empty",
        "pass-env | A-B | is not a list of names, or prefixes such as PREFIX*",
        "pass-env | * | is not a list of names, or prefixes such as PREFIX*",
        "allowed-origins | * | is not a list of origins like https://host:8443",
        "allowed-origins | https://a/path | is not a list of origins like https://host:8443",
        "event-loops | 0 | is not within 1 to 1024",
        "allow | cat,,head | has nothing at one side of a comma",
        "allow | cat, | has nothing at one side of a comma",
        "allow | '' | names no program",
        "log-level | loud | is none of error, warn, info, debug, trace",
        "log-format | xml | is none of auto, text, json"
      })
  void shouldSayWhatIsWrongWithAValue(String name, String text, String reason) {
    Setting<?> setting =
        Settings.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();

    assertThatThrownBy(() -> setting.parse(text, Map.of("PATH", "/usr/bin:/bin")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(reason);
  }

  @Test
  void shouldFindTheShellByPathByNameOrByDefault() throws InvalidValueException, IOException {
    Path shell = Files.createFile(directory.resolve("mysh"));
    assertThat(shell.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment = Map.of("PATH", "relative::/nowhere:" + directory);

    assertThat(CommandSettings.SHELL.parse("mysh", environment)).isEqualTo(shell);
    assertThat(CommandSettings.SHELL.parse(shell.toString(), Map.of())).isEqualTo(shell);
    assertThat(CommandSettings.SHELL.parse("default", environment)).isEqualTo(Path.of("/bin/sh"));
  }

  @Test
  void shouldPutTheDataDirectoryWhereStateBelongs() {
    var text = OperationSettings.DATA_DIR.defaultValue().text();

    assertThat(text.apply(Map.of("XDG_STATE_HOME", "/s"))).isEqualTo("/s/cc-executor");
    assertThat(text.apply(Map.of("HOME", "/h", "XDG_STATE_HOME", "relative")))
        .isEqualTo("/h/.local/state/cc-executor");
  }

  @Test
  void shouldExpandTheTildeOfADirectory() throws InvalidValueException {
    assertThat(OperationSettings.DATA_DIR.parse("~/data", Map.of("HOME", "/h")))
        .isEqualTo(Path.of("/h/data"));
  }

  @Test
  void shouldTakeTheBracketsOffAnAddress() throws InvalidValueException {
    assertThat(ConnectionSettings.HOST.parse("[::1]", Map.of())).isEqualTo("::1");
  }

  @Test
  void shouldCompareOriginsInLowerCase() throws InvalidValueException {
    assertThat(
            ConnectionSettings.ALLOWED_ORIGINS.parse("HTTPS://Host:8443, http://[::1]", Map.of()))
        .isEqualTo(Set.of("https://host:8443", "http://[::1]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow",
        "policy-file",
        "run-as",
        "audit-file",
        "token-file",
        "tls-cert",
        "tls-client-ca"
      })
  void shouldRefuseAnEmptyTextWhenTheSettingProtects(String name) throws Exception {
    Path file = Files.writeString(directory.resolve("settings"), name + "=\n");
    Map<String, String> home =
        Map.of("HOME", directory.toString(), "XDG_STATE_HOME", directory.resolve("s").toString());
    Map<String, String> variable = new HashMap<>(home);
    variable.put("CC_EXECUTOR_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), "");

    assertRefused(Map.of(name, ""), home);
    assertRefused(Map.of("config", file.toString()), home);
    assertRefused(Map.of(), variable);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CC_EXECUTOR_TOKEN", "CC_EXECUTOR_TOKENS"})
  void shouldRefuseAVariableForTokensWhenItIsEmpty(String name) {
    assertRefused(Map.of(), Map.of("HOME", directory.toString(), name, ""));
  }

  private static void assertRefused(Map<String, String> options, Map<String, String> environment) {
    assertThatThrownBy(() -> ServerConfig.resolve(options, environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is empty");
  }
}
