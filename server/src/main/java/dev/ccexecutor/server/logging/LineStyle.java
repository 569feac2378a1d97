package dev.ccexecutor.server.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.ccexecutor.server.config.LogConfig;
import dev.ccexecutor.server.config.LogFormat;
import java.util.Map;

/** How log lines look. */
public enum LineStyle {
  /** One JSON object per line. */
  JSON,
  /** For people who read a file: with the date. */
  TEXT,
  /** For people who look on: with the time of day, in columns. */
  TERMINAL,
  /** The same in colours. */
  COLORED_TERMINAL;

  /**
   * What the operator wants where lines go.
   *
   * @param stderrIsTerminal whether somebody looks on
   * @param environment may ask for no colours (no-color.org), or name a terminal without
   */
  public static LineStyle choose(
      LogConfig config, boolean stderrIsTerminal, Map<String, String> environment) {
    boolean onTerminal = stderrIsTerminal && config.file().isEmpty();
    if (config.format() == LogFormat.JSON || (config.format() == LogFormat.AUTO && !onTerminal)) {
      return JSON;
    }
    if (!onTerminal) {
      return TEXT;
    }
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return plain ? TERMINAL : COLORED_TERMINAL;
  }

  Encoder<ILoggingEvent> encoder(LoggerContext context) {
    Encoder<ILoggingEvent> encoder = this == JSON ? jsonEncoder() : new TextEncoder(this);
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  /** Leaves out what says nothing here, or says the same twice. */
  private static Encoder<ILoggingEvent> jsonEncoder() {
    JsonEncoder encoder = new FlatJsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithMDC(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }
}
