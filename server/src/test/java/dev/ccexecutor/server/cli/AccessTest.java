package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Tokens and certificates at the command line, of the server and of the client. */
@Timeout(60)
class AccessTest {
  private static final String TOKEN = "secret-token-0123456789";

  @TempDir private Path directory;

  @AfterEach
  void restoreLogging() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  private static ProgramRun program(String... environment) {
    return new ProgramRun(
        environment.length == 0 ? Map.of() : Map.of(environment[0], environment[1]));
  }

  private static String url(RunningTestServer server, String scheme) {
    return scheme + "://127.0.0.1:" + server.port() + "/ws";
  }

  private RunningTestServer startWithToken() throws Exception {
    return RunningTestServer.withSettings()
        .withEnvironment(Map.of("CC_EXECUTOR_TOKENS", "ci:" + TOKEN))
        .started();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "[::]"})
  void shouldNotStartWhenOthersCanConnectAndNeedNoToken(String host) {
    ProgramRun program = program().withServer(Server::start);

    assertThat(
            program.execute(
                "serve",
                "--host",
                host,
                "--port=0",
                "--log-level=error",
                "--data-dir",
                directory.toString()))
        .isEqualTo(2);
    assertThat(program.err())
        .contains("can be reached from other machines", "--token-file", "CC_EXECUTOR_TOKEN")
        .hasLineCount(1);
  }

  @Test
  void shouldListenEverywhereWhenThereIsAToken() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.withSettings("host", "0.0.0.0")
            .withEnvironment(Map.of("CC_EXECUTOR_TOKEN", TOKEN))
            .started()) {
      ProgramRun program = program("CC_EXECUTOR_TOKEN", TOKEN);
      assertThat(program.execute("run", "--url", url(server, "ws"), "--", "echo hello")).isZero();
      assertThat(program.remoteStdout()).isEqualTo("hello\n");
    }
  }

  @Test
  void shouldSayAllThatIsWrongAndNoSecretWhenTheServerCannotLetAnybodyIn() {
    ProgramRun program = program("CC_EXECUTOR_TOKEN", "secret-short").withServer(Server::start);

    assertThat(
            program.execute(
                "serve",
                "--port=0",
                "--log-level=error",
                "--token-file=/nonexistent/tokens",
                "--tls-cert=/nonexistent/cert",
                "--tls-key=/nonexistent/key",
                "--data-dir",
                directory.toString()))
        .isEqualTo(2);
    assertThat(program.err())
        .contains("environment: CC_EXECUTOR_TOKEN: the token is shorter than 16 characters")
        .contains("token file /nonexistent/tokens does not exist")
        .contains("TLS: /nonexistent/cert does not exist")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "run"})
  void shouldSayWhereTokensGoWhenOneIsGivenAsAnOption(String command) {
    for (String[] form : new String[][] {{"--token", TOKEN}, {"--token=" + TOKEN}}) {
      ProgramRun program = program();
      String[] words = new String[form.length + 2];
      words[0] = command;
      System.arraycopy(form, 0, words, 1, form.length);
      words[words.length - 1] = command.equals("run") ? "true" : "--port=0";

      assertThat(program.execute(words)).isEqualTo(2);
      assertThat(program.err())
          .contains("there is no --token", "--token-file", "CC_EXECUTOR_TOKEN")
          .doesNotContain(TOKEN);
    }
  }

  @Test
  void shouldRunWhenTheFileHasTheTokenWithOrWithoutItsName() throws Exception {
    try (RunningTestServer server = startWithToken()) {
      for (String text : new String[] {TOKEN + "\n", "# mine\nci:" + TOKEN}) {
        Path file = PrivateFiles.write(directory.resolve("token"), text);
        ProgramRun program = program("CC_EXECUTOR_TOKEN", "another-0123456789");
        assertThat(
                program.execute(
                    "run",
                    "--url",
                    url(server, "ws"),
                    "--token-file",
                    file.toString(),
                    "--",
                    "true"))
            .isZero();
      }
    }
  }

  @Test
  void shouldReturn121AndSayWhatToDoWhenTheTokenIsMissingOrWrong() throws Exception {
    try (RunningTestServer server = startWithToken()) {
      for (ProgramRun program :
          new ProgramRun[] {program(), program("CC_EXECUTOR_TOKEN", "wrong-0123456789")}) {
        assertThat(program.execute("run", "--url", url(server, "ws"), "--", "true")).isEqualTo(121);
        assertThat(program.err())
            .contains("the server wants a token", "--token-file", "CC_EXECUTOR_TOKEN")
            .hasLineCount(1);
      }
    }
  }

  @Test
  void shouldReturn121AndSayHowLongWhenTooManyWereWrong() throws Exception {
    try (RunningTestServer server = startWithToken()) {
      ProgramRun program = program("CC_EXECUTOR_TOKEN", "wrong-0123456789");
      while (!program.err().contains("429")) {
        assertThat(program.execute("run", "--url", url(server, "ws"), "--", "true")).isEqualTo(121);
      }
      assertThat(program.err()).containsPattern("no sooner than in [0-9]+ s");
    }
  }

  @Test
  void shouldReturn2WhenOthersCanReadTheTokenFile() throws Exception {
    Path file = PrivateFiles.write(directory.resolve("token"), TOKEN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    ProgramRun program = program();

    assertThat(program.execute("run", "--token-file", file.toString(), "--", "true")).isEqualTo(2);
    assertThat(program.err()).contains("chmod 600").doesNotContain(TOKEN);
  }

  @Test
  void shouldRunOverTlsWhenTheIssuerIsTrusted() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    Path issuer = certificates.issuer("ca");
    Path certificate = certificates.certificate("server", "ca", "san=ip:127.0.0.1");
    certificates.certificate("client", "ca");
    try (RunningTestServer server =
        RunningTestServer.start(
            "tls-cert",
            certificate.toString(),
            "tls-key",
            certificates.key("server").toString(),
            "tls-client-ca",
            issuer.toString())) {
      ProgramRun program = program();
      assertThat(
              program.execute(
                  "run",
                  "--url=" + url(server, "wss"),
                  "--ca=" + issuer,
                  "--cert=" + directory.resolve("client.crt"),
                  "--key=" + certificates.key("client"),
                  "--",
                  "seq 200000 | tail -n 1"))
          .isZero();
      assertThat(program.remoteStdout()).isEqualTo("200000\n");

      ProgramRun untrusting = program();
      assertThat(untrusting.execute("run", "--url=" + url(server, "wss"), "--", "true"))
          .isEqualTo(125);
      assertThat(untrusting.err())
          .contains("the server's certificate is not trusted", "--ca")
          .hasLineCount(1);

      ProgramRun nameless = program();
      assertThat(
              nameless.execute(
                  "run", "--url=" + url(server, "wss"), "--ca=" + issuer, "--", "true"))
          .isEqualTo(125);
      assertThat(nameless.err())
          .contains("the server wants a certificate", "--cert")
          .hasLineCount(1);
    }
  }
}
