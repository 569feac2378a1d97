package dev.ccexecutor.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/**
 * Lines for people: time, level, class, message, and pairs as {@code key=value}. Only a line's
 * beginning stands at the beginning of a line: what follows an exception is indented, and nothing
 * else goes over several, whatever clients have put into it.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter DATE_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  /** Longer names push the rest of their lines aside. */
  private static final int NAME_COLUMNS = 16;

  private static final String RESET = "\u001b[0m";
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String GREEN = "\u001b[32m";
  private static final String CYAN = "\u001b[36m";

  private final boolean onTerminal;
  private final boolean colored;

  TextEncoder(LineStyle style) {
    onTerminal = style != LineStyle.TEXT;
    colored = style == LineStyle.COLORED_TERMINAL;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    paint(line, DIM, (onTerminal ? TIME : DATE_AND_TIME).format(event.getInstant()));
    line.append(' ');
    paint(line, colorOf(event.getLevel()), String.format("%-5s", event.getLevel()));
    line.append(' ');
    line.append(onTerminal ? padded(shortName(event)) : shortName(event)).append(' ');
    line.append(PrintableText.of(event.getFormattedMessage()));
    appendPairs(line, event);
    line.append('\n');
    appendException(line, event);
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void appendPairs(StringBuilder line, ILoggingEvent event) {
    if (event.getKeyValuePairs() == null) {
      return;
    }
    for (KeyValuePair pair : event.getKeyValuePairs()) {
      if (pair.value != null) {
        line.append(' ');
        paint(line, DIM, pair.key + "=");
        line.append(shown(pair.value.toString()));
      }
    }
  }

  /** In quotes where it would not be clear where it ends. */
  private static String shown(String value) {
    boolean plain = !value.isEmpty() && value.chars().noneMatch(TextEncoder::needsQuotes);
    return PrintableText.of(
        plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  private static boolean needsQuotes(int character) {
    return character == ' ' || character == '"' || character == '=' || character == '\\';
  }

  private static void appendException(StringBuilder line, ILoggingEvent event) {
    if (event.getThrowableProxy() == null) {
      return;
    }
    ThrowableProxyUtil.asString(event.getThrowableProxy())
        .lines()
        .forEach(each -> line.append("    ").append(PrintableText.of(each.strip())).append('\n'));
  }

  private static String shortName(ILoggingEvent event) {
    String name = event.getLoggerName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String padded(String name) {
    return name + " ".repeat(Math.max(0, NAME_COLUMNS - name.length()));
  }

  private static String colorOf(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> RED;
      case Level.WARN_INT -> YELLOW;
      case Level.INFO_INT -> GREEN;
      default -> CYAN;
    };
  }

  private void paint(StringBuilder line, String color, String text) {
    if (colored) {
      line.append(color).append(text).append(RESET);
    } else {
      line.append(text);
    }
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
