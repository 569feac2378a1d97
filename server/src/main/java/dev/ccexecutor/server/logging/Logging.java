package dev.ccexecutor.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import dev.ccexecutor.server.config.LogFormat;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import org.slf4j.LoggerFactory;

/** Sets logging up for the whole process. Lines go to stderr; stdout belongs to the commands. */
public final class Logging {
  private static final int QUEUE_LINES = 8_192;
  private static final String APPENDER = "stderr";
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg %kvp{NONE}%n";

  private Logging() {}

  /** For a server: no thread that logs ever waits for stderr. */
  public static void configure(org.slf4j.event.Level level, LogFormat format) {
    configure(processContext(), level, format);
  }

  /** For a short-lived client: warnings only, as plain text, written at once. */
  public static void configureWarningsOnly() {
    LoggerContext context = processContext();
    reset(context);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(stderr(context, LogFormat.TEXT));
    root.setLevel(Level.WARN);
  }

  /** How many lines were dropped because nobody took them. */
  public static long droppedLines() {
    Logger root = processContext().getLogger(Logger.ROOT_LOGGER_NAME);
    return root.getAppender(APPENDER) instanceof NonBlockingAppender appender
        ? appender.droppedLines()
        : 0;
  }

  /** Writes out what still waits, for at most a second, and ends logging. */
  public static void stop() {
    processContext().stop();
  }

  static void configure(LoggerContext context, org.slf4j.event.Level level, LogFormat format) {
    reset(context);
    NonBlockingAppender appender =
        new NonBlockingAppender(context, stderr(context, format), QUEUE_LINES);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    appender.setName(APPENDER);
    root.addAppender(appender);
    root.setLevel(Level.convertAnSLF4JLevel(level));
    // Netty's debug lines are about Netty; whoever wants them too asks for trace.
    if (level == org.slf4j.event.Level.DEBUG) {
      context.getLogger("io.netty").setLevel(Level.INFO);
    }
  }

  private static void reset(LoggerContext context) {
    InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
    context.reset();
    context.start();
  }

  private static LoggerContext processContext() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Appender<ILoggingEvent> stderr(LoggerContext context, LogFormat format) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget(ConsoleTarget.SystemErr.getName());
    console.setEncoder(format == LogFormat.JSON ? jsonEncoder(context) : textEncoder(context));
    console.start();
    return console;
  }

  private static Encoder<ILoggingEvent> textEncoder(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }

  /** Leaves out what says nothing here, or says the same twice. */
  private static Encoder<ILoggingEvent> jsonEncoder(LoggerContext context) {
    JsonEncoder encoder = new FlatJsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithMDC(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }
}
