package dev.ccexecutor.server.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What the classes of one package log at info and above, from its making until it is closed. */
public final class CapturedLog implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level formerLevel;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(event);
        }
      };

  private CapturedLog(Logger logger) {
    this.logger = logger;
    this.formerLevel = logger.getLevel();
  }

  /** Of this class's package and those below it. */
  public static CapturedLog ofPackage(Class<?> member) {
    CapturedLog log = new CapturedLog((Logger) LoggerFactory.getLogger(member.getPackageName()));
    log.appender.setContext(log.logger.getLoggerContext());
    log.appender.start();
    log.logger.addAppender(log.appender);
    log.logger.setLevel(Level.INFO);
    return log;
  }

  /** The values that these messages were logged with, by their keys. */
  public List<Map<String, String>> valuesOf(String message) {
    return events.stream()
        .filter(event -> event.getFormattedMessage().equals(message))
        .map(CapturedLog::values)
        .toList();
  }

  /** What was logged at this level or above, with the causes. */
  public List<String> atLeast(Level level) {
    return events.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(level))
        .map(CapturedLog::described)
        .toList();
  }

  private static String described(ILoggingEvent event) {
    IThrowableProxy cause = event.getThrowableProxy();
    return event.getFormattedMessage() + (cause == null ? "" : ThrowableProxyUtil.asString(cause));
  }

  private static Map<String, String> values(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return (pairs == null ? List.<KeyValuePair>of() : pairs)
        .stream().collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }

  @Override
  public void close() {
    logger.setLevel(formerLevel);
    logger.detachAppender(appender);
    appender.stop();
  }
}
