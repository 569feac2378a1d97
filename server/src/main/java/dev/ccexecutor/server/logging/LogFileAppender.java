package dev.ccexecutor.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.KeyValuePair;

/**
 * Writes lines to a file. While that can't be, they are lost, and counted: the file gets the number
 * ahead of the next line that it takes, and stderr is told that there is something wrong. Confined
 * to one thread.
 */
final class LogFileAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LineFile file;
  private final Encoder<ILoggingEvent> encoder;
  private final Appender<ILoggingEvent> stderr;
  private final AtomicLong lostInAll = new AtomicLong();
  private long lostLines;
  private long failedNanos;

  /**
   * Creates an appender that is started.
   *
   * @param file this one's from now on
   * @param stderr gets what must not be lost; stopped with this one
   */
  LogFileAppender(
      LoggerContext context,
      LineFile file,
      Encoder<ILoggingEvent> encoder,
      Appender<ILoggingEvent> stderr) {
    this.file = file;
    this.encoder = encoder;
    this.stderr = stderr;
    setContext(context);
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (lostLines > 0 && System.nanoTime() - failedNanos < RETRY_NANOS) {
      lose();
      return;
    }
    try {
      announceLostLines();
      file.append(encoder.encode(event));
    } catch (IOException failure) {
      failed(failure);
    }
  }

  private void lose() {
    lostLines++;
    lostInAll.incrementAndGet();
  }

  /** How many lines it has lost. Any thread. */
  long lostLines() {
    return lostInAll.get();
  }

  private void announceLostLines() throws IOException {
    if (lostLines > 0) {
      LoggingEvent told = event(Level.WARN, "log lines lost because the file took none", null);
      told.setKeyValuePairs(List.of(new KeyValuePair(LogKeys.DROPPED_LINES, lostLines)));
      file.append(encoder.encode(told));
      lostLines = 0;
    }
  }

  private void failed(IOException failure) {
    failedNanos = System.nanoTime();
    lose();
    if (lostLines == 1) {
      stderr.doAppend(
          event(
              Level.ERROR, "the log file can't be written; lines are lost until it can", failure));
    }
  }

  private LoggingEvent event(Level level, String message, IOException failure) {
    LoggerContext context = (LoggerContext) getContext();
    return new LoggingEvent(
        LogFileAppender.class.getName(),
        context.getLogger(LogFileAppender.class),
        level,
        message,
        failure,
        null);
  }

  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    try {
      if (lostLines > 0) {
        announceLostLines();
      }
      file.close();
    } catch (IOException failure) {
      stderr.doAppend(event(Level.ERROR, "the log file has lost its last lines", failure));
    }
    stderr.stop();
  }
}
