package dev.ccexecutor.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import dev.ccexecutor.server.config.LogConfig;
import dev.ccexecutor.server.config.LogLevels;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up for the whole process. Lines go to stderr or a file; stdout belongs to the
 * commands.
 */
public final class Logging {
  private static final int QUEUE_LINES = 8_192;
  private static final String APPENDER = "server";
  private static final String NETTY = "io.netty";

  private Logging() {}

  /**
   * For a server: no thread that logs ever waits for stderr or a disk.
   *
   * @throws IOException if there is to be a file, and it can't be written to
   */
  public static void configure(LogConfig config, LineStyle style) throws IOException {
    configure(processContext(), config, style);
  }

  /** Puts other levels in force. Any thread. */
  public static void apply(LogLevels levels) {
    apply(processContext(), levels);
  }

  /** For a short-lived client: warnings only, as plain text, written at once. */
  public static void configureWarningsOnly() {
    LoggerContext context = processContext();
    reset(context);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(stderr(context, LineStyle.TEXT));
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

  static void configure(LoggerContext context, LogConfig config, LineStyle style)
      throws IOException {
    Optional<LineFile> file = openFile(config);
    reset(context);
    Appender<ILoggingEvent> stderr = stderr(context, style);
    Appender<ILoggingEvent> sink =
        file.isEmpty()
            ? stderr
            : new LogFileAppender(context, file.get(), style.encoder(context), stderr);
    NonBlockingAppender appender = new NonBlockingAppender(context, sink, QUEUE_LINES);
    appender.start();
    appender.setName(APPENDER);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    apply(context, config.levels());
  }

  private static Optional<LineFile> openFile(LogConfig config) throws IOException {
    if (config.file().isEmpty()) {
      return Optional.empty();
    }
    LineFile file = new LineFile(config.file().get(), config.maxBytes(), config.maxFiles() - 1);
    file.open();
    return Optional.of(file);
  }

  static synchronized void apply(LoggerContext context, LogLevels levels) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(toLogback(levels.standard()));
    for (Logger logger : context.getLoggerList()) {
      boolean isRoot = logger.getName().equals(Logger.ROOT_LOGGER_NAME);
      if (!isRoot && !levels.byLogger().containsKey(logger.getName())) {
        logger.setLevel(null);
      }
    }
    // Netty's debug lines are about Netty; whoever wants them too asks for trace, or for them.
    if (levels.standard() == org.slf4j.event.Level.DEBUG) {
      context.getLogger(NETTY).setLevel(Level.INFO);
    }
    levels.byLogger().forEach((name, level) -> context.getLogger(name).setLevel(toLogback(level)));
  }

  private static Level toLogback(org.slf4j.event.Level level) {
    return Level.convertAnSLF4JLevel(level);
  }

  private static void reset(LoggerContext context) {
    InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
    context.reset();
    context.start();
  }

  private static LoggerContext processContext() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Appender<ILoggingEvent> stderr(LoggerContext context, LineStyle style) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget(ConsoleTarget.SystemErr.getName());
    console.setEncoder(style.encoder(context));
    console.start();
    return console;
  }
}
