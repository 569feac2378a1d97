package dev.ccexecutor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@Timeout(20)
class ServerConfigTest {

  @TempDir Path directory;

  @Test
  void shouldTakeTheDefaultsWhenNothingIsGiven() {
    ServerConfig config = ServerConfig.resolve(Map.of(), environment());

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8003);
    assertThat(config.maxSessions()).isEqualTo(100);
    assertThat(config.maxExecutionsPerSession()).isEqualTo(1024);
    assertThat(config.maxExecutions()).isEqualTo(2048);
    assertThat(config.maxMessageBytes()).isEqualTo(1 << 20);
    assertThat(config.queueBytes()).isEqualTo(1 << 20);
    assertThat(config.maxStdinBytes()).isEqualTo(1 << 20);
    assertThat(config.maxRetainedBytes()).isEqualTo(64L << 20);
    assertThat(config.retentionMillis()).isEqualTo(600_000);
    assertThat(config.handshakeTimeoutMillis()).isEqualTo(10_000);
    assertThat(config.pingIntervalMillis()).isEqualTo(30_000);
    assertThat(config.drainTimeoutMillis()).isEqualTo(5_000);
    assertThat(config.shell()).isEqualTo(Path.of("/bin/sh"));
    assertThat(config.dataDirectory()).isEqualTo(directory.resolve("state/cc-executor"));
    assertThat(config.inheritedEnvironment().patterns()).isEmpty();
    assertThat(config.allowedOrigins()).isEmpty();
    assertThat(config.eventLoops()).isPositive();
    assertThat(config.readerLoops()).isPositive();
    assertThat(config.log().levels()).isEqualTo(LogLevels.of(Level.INFO));
    assertThat(config.log().format()).isEqualTo(LogFormat.AUTO);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void shouldPreferCommandLineToEnvironmentToFileToDefault() throws IOException {
    Path file = file("port=1", "max-sessions=1", "max-executions=1");
    Map<String, String> environment = environment();
    environment.put("CC_EXECUTOR_PORT", "2");
    environment.put("CC_EXECUTOR_MAX_SESSIONS", "2");

    ServerConfig config =
        ServerConfig.resolve(Map.of("port", "3", "config", file.toString()), environment);

    assertThat(config.port()).isEqualTo(3);
    assertThat(config.maxSessions()).isEqualTo(2);
    assertThat(config.maxExecutions()).isEqualTo(1);
    assertThat(config.queueBytes()).isEqualTo(1 << 20);
    assertThat(config.describe())
        .contains(
            "port = 3 (command line)",
            "max-sessions = 2 (environment)",
            "max-executions = 1 (file " + file + ")",
            "queue-bytes = 1M (default)");
  }

  @Test
  void shouldDescribeEverySettingInTheOrderOfTheTable() {
    ServerConfig config = ServerConfig.resolve(Map.of("retention", "1.5m"), environment());

    assertThat(config.describe()).hasSameSizeAs(Settings.all());
    assertThat(config.describe().getFirst()).isEqualTo("host = 127.0.0.1 (default)");
    assertThat(config.describe())
        .contains("retention = 90 (command line)", "pass-env = none (default)");
  }

  @Test
  void shouldReadTheFileNamedByTheEnvironment() throws IOException {
    Map<String, String> environment = environment();
    environment.put("CC_EXECUTOR_CONFIG", file("host = ::1 ", "# a remark").toString());

    assertThat(ServerConfig.resolve(Map.of(), environment).host()).isEqualTo("::1");
  }

  @Test
  void shouldTakeAnEmptyVariableForNone() {
    Map<String, String> environment = environment();
    environment.put("CC_EXECUTOR_PORT", "");
    environment.put("CC_EXECUTOR_CONFIG", "");

    assertThat(ServerConfig.resolve(Map.of(), environment).port()).isEqualTo(8003);
  }

  @Test
  void shouldReportAllProblemsTogether() throws IOException {
    Path file = file("max-session=5", "max-executions=many");
    Map<String, String> environment = environment();
    environment.put("CC_EXECUTOR_QUEUE_BYTES", "1K");
    environment.put("CC_EXECUTOR_CONFIG", file.toString());

    assertThat(problemsOf(Map.of("port", "70000"), environment))
        .containsExactlyInAnyOrder(
            "file " + file + ": max-session: unknown name; the nearest is max-sessions",
            "file " + file + ": max-executions: 'many' is not a whole number",
            "environment: CC_EXECUTOR_QUEUE_BYTES: '1K' is not within 64K to 1G",
            "command line: --port: '70000' is not within 0 to 65535");
  }

  @Test
  void shouldReportAFileThatCannotBeReadBesideOtherProblems() {
    Map<String, String> commandLine = Map.of("config", "/no/such/file", "port", "x");

    assertThat(problemsOf(commandLine, environment()))
        .containsExactlyInAnyOrder(
            "file /no/such/file: does not exist",
            "command line: --port: 'x' is not a whole number");
  }

  @Test
  void shouldReportAFileThatIsADirectory() {
    assertThat(problemsOf(Map.of("config", directory.toString()), environment()))
        .singleElement()
        .asString()
        .startsWith("file " + directory + ": cannot be read");
  }

  @Test
  void shouldReportAnOptionThatDoesNotExist() {
    assertThat(problemsOf(Map.of("prot", "1"), environment()))
        .containsExactly("command line: --prot: unknown name; the nearest is --port");
  }

  @Test
  void shouldOnlyWarnOfUnknownVariables() {
    Map<String, String> environment = environment();
    environment.put("CC_EXECUTOR_MAX_SESSION", "1");
    environment.put("CC_EXECUTOR_URL", "ws://127.0.0.1:8003/ws");
    environment.put("CC_EXECUTOR_JAVA_OPTS", "-Xmx64m");
    environment.put("CC_EXECUTOR_JAVA_HOME", "/jdk");

    assertThat(ServerConfig.resolve(Map.of(), environment).warnings())
        .containsExactly(
            "environment: CC_EXECUTOR_MAX_SESSION: unknown name;"
                + " the nearest is CC_EXECUTOR_MAX_SESSIONS");
  }

  @Test
  void shouldCreateTheDataDirectoryForThisUserOnly() throws IOException {
    Path data = directory.resolve("a/b");

    ServerConfig.resolve(Map.of("data-dir", data.toString()), environment());

    assertThat(data).isDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @Test
  void shouldLeaveAnExistingDataDirectoryAsItIs() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));

    ServerConfig.resolve(Map.of("data-dir", data.toString()), environment());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void shouldRefuseADataDirectoryThatCannotBe() throws IOException {
    Path occupied = Files.createFile(directory.resolve("file"));

    assertThat(problemsOf(Map.of("data-dir", occupied.toString()), environment()))
        .containsExactly("command line: --data-dir: '" + occupied + "' is no directory");
    assertThat(problemsOf(Map.of("data-dir", "/proc/data"), environment()))
        .singleElement()
        .asString()
        .startsWith("command line: --data-dir: '/proc/data' cannot be created");
  }

  private List<String> problemsOf(Map<String, String> commandLine, Map<String, String> variables) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> ServerConfig.resolve(commandLine, variables))
        .problems();
  }

  private Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("server.properties"), List.of(lines));
  }

  private Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "XDG_STATE_HOME",
            directory.resolve("state").toString(),
            "HOME",
            directory.toString(),
            "PATH",
            "/usr/bin:/bin"));
  }

  @Test
  void shouldShowNoTokenWhenVariablesHaveSome() {
    ServerConfig config =
        ServerConfig.resolve(
            Map.of("data-dir", directory.toString()),
            Map.of("CC_EXECUTOR_TOKEN", "secret-one", "CC_EXECUTOR_TOKENS", "ci:secret-two"));

    assertThat(config.access().token().reveal()).isEqualTo("secret-one");
    assertThat(config.access().tokens().reveal()).isEqualTo("ci:secret-two");
    assertThat(config.toString() + config.describe() + config.warnings()).doesNotContain("secret");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void shouldRefuseATokenWhenItStandsAmongTheSettings() throws IOException {
    Path file = directory.resolve("settings");
    Files.writeString(file, "token=secret-one\ntokens=ci:secret-two\n");

    assertThatThrownBy(() -> ServerConfig.resolve(Map.of("config", file.toString()), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("token: no setting; a token belongs into a file, for token-file")
        .hasMessageNotContaining("secret");
  }
}
