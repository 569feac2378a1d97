package dev.ccexecutor.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.config.LogConfig;
import dev.ccexecutor.server.config.LogFormat;
import dev.ccexecutor.server.config.LogLevels;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;

@Timeout(20)
class LoggingTest {

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream processStderr = System.err;

  @BeforeEach
  void captureStderr() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restoreStderr() {
    System.setErr(processStderr);
  }

  @Test
  void shouldWriteKeyValuePairsInEachJsonLine() throws IOException {
    configure(Level.INFO, LineStyle.JSON);

    context
        .getLogger("test")
        .atInfo()
        .addKeyValue(LogKeys.EXECUTION_ID, "e\"1\n")
        .addKeyValue(LogKeys.PID, 42)
        .log("started {}", "it");

    JsonNode line = Json.MAPPER.readTree(lines().getFirst());
    assertThat(line.path("execution_id").stringValue()).isEqualTo("e\"1\n");
    assertThat(line.path("pid").intValue()).isEqualTo(42);
    assertThat(line.path("formattedMessage").stringValue()).isEqualTo("started it");
    assertThat(line.path("level").stringValue()).isEqualTo("INFO");
    assertThat(line.path("loggerName").stringValue()).isEqualTo("test");
    assertThat(line.propertyNames())
        .containsExactlyInAnyOrder(
            "timestamp",
            "level",
            "threadName",
            "loggerName",
            "execution_id",
            "pid",
            "formattedMessage",
            "throwable");
  }

  @Test
  void shouldWriteOneLinePerExceptionInJson() throws IOException {
    configure(Level.INFO, LineStyle.JSON);

    context.getLogger("test").error("failed", new IllegalStateException("two\nlines"));

    assertThat(lines()).hasSize(1);
    JsonNode line = Json.MAPPER.readTree(lines().getFirst());
    assertThat(line.path("throwable").path("message").stringValue()).isEqualTo("two\nlines");
  }

  @Test
  void shouldWritePlainLinesWithKeyValuePairsInText() throws IOException {
    configure(Level.INFO, LineStyle.TEXT);

    context.getLogger("a.b.Test").atWarn().addKeyValue(LogKeys.PEER, "p").log("hello");

    assertThat(lines()).singleElement().asString().endsWith(" WARN  Test hello peer=p");
  }

  @Test
  void shouldLeaveOutWhatIsLessSevereThanTheLevel() throws IOException {
    configure(Level.DEBUG, LineStyle.TEXT);

    context.getLogger("test").trace("no");
    context.getLogger("test").debug("yes");
    context.getLogger("io.netty.channel").debug("no");
    context.getLogger("io.netty.channel").info("yes");

    assertThat(lines()).hasSize(2).allSatisfy(line -> assertThat(line).contains("yes"));
  }

  @Test
  void shouldReplaceTheConfigurationWhenCalledAgain() throws IOException {
    configure(Level.DEBUG, LineStyle.TEXT);
    configure(Level.TRACE, LineStyle.JSON);

    context.getLogger("io.netty.channel").trace("once");

    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders())
        .toIterable()
        .hasSize(1);
    assertThat(lines()).singleElement().asString().startsWith("{").contains("once");
  }

  @Test
  void shouldHaveNettyLogThroughSlf4j() throws IOException {
    configure(Level.INFO, LineStyle.JSON);

    assertThat(InternalLoggerFactory.getDefaultFactory()).isSameAs(Slf4JLoggerFactory.INSTANCE);
  }

  private void configure(Level level, LineStyle style) throws IOException {
    LogConfig config =
        new LogConfig(
            LogLevels.of(level), Optional.empty(), LogFormat.AUTO, Optional.empty(), 1 << 20, 2);
    Logging.configure(context, config, style);
  }

  /** Ends logging, so that all is written. */
  private List<String> lines() {
    context.stop();
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
