package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.config.Setting;
import dev.ccexecutor.server.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(20)
class ServeCommandTest {

  @TempDir Path directory;

  private ProgramRun program;

  @BeforeEach
  void create() {
    program = new ProgramRun(Map.of("XDG_STATE_HOME", directory.toString()));
  }

  /** The command sets the logging of the whole process up; the other tests want their own. */
  @AfterEach
  void restoreLogging() throws JoranException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void shouldSayWhereItListensAndReturn0WhenTheServerHasStopped() {
    AtomicReference<ServerConfig> started = new AtomicReference<>();
    program.withServer(
        config -> {
          started.set(config);
          return new StoppedServer("127.0.0.1", 4711);
        });

    assertThat(program.execute("serve", "--port", "0", "--log-level", "error")).isZero();
    assertThat(program.out()).isEqualTo("listening on ws://127.0.0.1:4711/ws\n");
    assertThat(started.get().port()).isZero();
  }

  @Test
  void shouldPutBracketsAroundAnIpv6Address() {
    program.withServer(config -> new StoppedServer("::1", 4711));

    assertThat(program.execute("serve", "--host", "[::1]", "--log-level", "error")).isZero();
    assertThat(program.out()).isEqualTo("listening on ws://[::1]:4711/ws\n");
  }

  @Test
  void shouldReturn2AndSayAllThatIsWrongWithTheSettings() {
    assertThat(program.execute("serve", "--port", "x", "--max-sessions=0")).isEqualTo(2);
    assertThat(program.err().lines())
        .containsExactly(
            "cc-executor: command line: --port: 'x' is not a whole number",
            "cc-executor: command line: --max-sessions: '0' is not within 1 to 1000000");
  }

  @Test
  void shouldReturn2AndSayAllThatIsWrongWithThePolicies() {
    program.withServer(
        config -> {
          throw new ConfigurationException(List.of("allow: one", "allow: two"));
        });

    assertThat(program.execute("serve", "--log-level", "error")).isEqualTo(2);
    assertThat(program.err()).isEqualTo("cc-executor: allow: one\ncc-executor: allow: two\n");
  }

  @Test
  void shouldReturn2WhenAnOptionIsUnknown() {
    assertThat(program.execute("serve", "--portt", "1")).isEqualTo(2);
    assertThat(program.err()).contains("--portt", "--port");
  }

  @Test
  void shouldReturn2WhenNoCommandIsGiven() {
    assertThat(program.execute()).isEqualTo(2);
    assertThat(program.err()).contains("serve, run, ps or another");
  }

  @Test
  void shouldReturn1AndSayWhyWhenItCannotListen() {
    assertCannotListen(new BindException("Address already in use"), "Address already in use");
    assertCannotListen(
        new IOException("bind(..) failed with error(-13): Permission denied"), "Permission denied");
    assertCannotListen(new UnresolvedAddressException(), "unknown host");
  }

  @Test
  void shouldReturn1WhenTheServerCannotStartForAnotherReason() {
    IllegalStateException failure = new IllegalStateException("no epoll");
    failure.setStackTrace(new StackTraceElement[0]); // the log would show it
    program.withServer(
        config -> {
          throw failure;
        });

    assertThat(program.execute("serve", "--log-level", "error")).isEqualTo(1);
    assertThat(program.err())
        .isEqualTo("cc-executor: cannot start: java.lang.IllegalStateException: no epoll\n");
  }

  @Test
  void shouldExplainEverySettingInTheHelp() {
    assertThat(program.execute("serve", "--help")).isZero();
    String help = program.out().replaceAll("\\s+", " ");
    assertThat(help).contains("--config=FILE", "CC_EXECUTOR_CONFIG");
    for (Setting<?> setting : Settings.all()) {
      assertThat(help)
          .contains(setting.optionName() + "=" + setting.type().placeholder())
          .contains(setting.description())
          .contains("Default: " + setting.defaultValue().description())
          .contains("Variable: " + setting.environmentName() + ".");
    }
  }

  @Test
  void shouldTellTheVersion() {
    assertThat(program.execute("--version")).isZero();
    assertThat(program.out()).startsWith("cc-executor ");
  }

  private void assertCannotListen(Exception failure, String reason) {
    ProgramRun run =
        new ProgramRun(Map.of("XDG_STATE_HOME", directory.toString()))
            .withServer(
                config -> {
                  throw failure;
                });

    assertThat(run.execute("serve", "--port", "80", "--log-level", "error")).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("cc-executor: cannot listen on 127.0.0.1 port 80: " + reason + "\n");
    assertThat(run.out()).isEmpty();
  }

  /** A server that has stopped as soon as somebody waits for it. */
  private record StoppedServer(String host, int port) implements RunningServer {
    @Override
    public CompletableFuture<Void> probe() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public String status() {
      return "";
    }

    @Override
    public void hurry() {}

    @Override
    public boolean isEncrypted() {
      return false;
    }

    @Override
    public void drainAndStop() {}

    @Override
    public void awaitStopped() {}
  }
}
