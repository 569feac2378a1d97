package dev.ccexecutor.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.config.LogConfig;
import dev.ccexecutor.server.config.LogFormat;
import dev.ccexecutor.server.config.LogLevels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.KeyValuePair;

class LineStyleTest {
  /** Ends the line and begins another; clears the screen by C0, C1 and DEL; changes direction. */
  private static final String HOSTILE =
      "a\n2026-01-01T00:00:00.000Z ERROR forged\r"
          + "\u001b[2J\u009b2J\u007f\u061c\u202e\u2028\ud800\"b\\";

  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void prepare() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, true, false, xterm, '', COLORED_TERMINAL",
    "AUTO, true, false, xterm, 1, TERMINAL",
    "AUTO, true, false, dumb, '', TERMINAL",
    "AUTO, true, true, xterm, '', JSON",
    "AUTO, false, false, xterm, '', JSON",
    "TEXT, false, false, xterm, '', TEXT",
    "TEXT, true, false, xterm, '', COLORED_TERMINAL",
    "TEXT, true, true, xterm, '', TEXT",
    "JSON, true, false, xterm, '', JSON"
  })
  void shouldLookAsIsWantedWhereLinesGo(
      LogFormat format,
      boolean terminal,
      boolean toFile,
      String term,
      String noColor,
      LineStyle expected) {
    LogConfig config =
        new LogConfig(
            LogLevels.of(org.slf4j.event.Level.INFO),
            Optional.empty(),
            format,
            toFile ? Optional.of(Path.of("/log")) : Optional.empty(),
            1,
            1);

    assertThat(LineStyle.choose(config, terminal, Map.of("TERM", term, "NO_COLOR", noColor)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = LineStyle.class,
      names = {"JSON", "TEXT", "TERMINAL"})
  void shouldStayOnOneLineAndDriveNoTerminalWhenTextIsHostile(LineStyle style) {
    String line = encode(style, event(HOSTILE, null));

    assertThat(line).endsWith("\n");
    assertThat(line.substring(0, line.length() - 1))
        .contains("forged")
        .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u2028\\u202e]");
  }

  @Test
  void shouldKeepHostileTextWholeInJson() {
    String line = encode(LineStyle.JSON, event(HOSTILE, null));

    assertThat(Json.MAPPER.readTree(line).path("value").stringValue())
        .isEqualTo(HOSTILE.replace("\ud800", "?"));
  }

  @Test
  void shouldIndentWhatFollowsAnExceptionInText() {
    IllegalStateException cause = new IllegalStateException("x\n2026-01-01 ERROR forged");

    String text = encode(LineStyle.TEXT, event("v", cause));

    List<String> lines = text.lines().toList();
    assertThat(lines.size()).isGreaterThan(2);
    assertThat(lines.subList(1, lines.size()))
        .allSatisfy(line -> assertThat(line).startsWith("    "));
  }

  @Test
  void shouldQuoteWhatWouldNotBeClearInText() {
    assertThat(encode(LineStyle.TEXT, event("a b=\"c\"", null)))
        .endsWith(" INFO  Test told value=\"a b=\\\"c\\\"\"\n");
    assertThat(encode(LineStyle.TEXT, event("plain", null))).endsWith(" value=plain\n");
  }

  @Test
  void shouldColorTheLevelOnATerminalThatHasColors() {
    assertThat(encode(LineStyle.COLORED_TERMINAL, event("v", null)))
        .contains("\u001b[32mINFO \u001b[0m");
    assertThat(encode(LineStyle.TERMINAL, event("v", null)))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Test             told value=v\n");
  }

  private String encode(LineStyle style, LoggingEvent event) {
    return new String(style.encoder(context).encode(event), StandardCharsets.UTF_8);
  }

  private LoggingEvent event(String value, Throwable cause) {
    LoggingEvent event =
        new LoggingEvent("x", context.getLogger("a.b.Test"), Level.INFO, "told", cause, null);
    event.setKeyValuePairs(List.of(new KeyValuePair("value", value)));
    return event;
  }
}
