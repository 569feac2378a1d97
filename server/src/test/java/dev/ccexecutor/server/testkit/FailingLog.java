package dev.ccexecutor.server.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * A fault at a place in the code: whoever logs one message meets an error, until this is closed.
 */
public final class FailingLog extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AutoCloseable {
  private final Logger logger;
  private final Level formerLevel;
  private final String message;
  private final AtomicInteger failures = new AtomicInteger();

  private FailingLog(Logger logger, String message) {
    this.logger = logger;
    this.formerLevel = logger.getLevel();
    this.message = message;
  }

  /**
   * Has it fail.
   *
   * @param owner whose log it is
   */
  public static FailingLog at(Class<?> owner, String message) {
    FailingLog log = new FailingLog((Logger) LoggerFactory.getLogger(owner), message);
    log.setContext(log.logger.getLoggerContext());
    log.start();
    log.logger.setLevel(Level.INFO);
    log.attach();
    return log;
  }

  /**
   * Logback's list of appenders may go on showing a copy from before, for good, to those who log,
   * if one of them has made it just while this was added.
   */
  private void attach() {
    do {
      logger.detachAppender(this);
      logger.addAppender(this);
    } while (!logger.isAttached(this));
  }

  /** Logback catches exceptions of its appenders, but errors go through. */
  @Override
  public void doAppend(ILoggingEvent event) {
    if (event.getFormattedMessage().equals(message)) {
      failures.incrementAndGet();
      throw new AssertionError("on purpose: " + message);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    throw new UnsupportedOperationException("never called");
  }

  /** How often it has. */
  public int failures() {
    return failures.get();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(formerLevel);
    stop();
  }
}
