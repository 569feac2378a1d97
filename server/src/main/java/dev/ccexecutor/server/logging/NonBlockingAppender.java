package dev.ccexecutor.server.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.event.KeyValuePair;

/**
 * Hands lines to another thread, and never makes the caller wait. Logback's own appender can do
 * that too, but drops without a word what does not fit; this one counts it and says so in the log
 * as soon as a line goes through again.
 */
final class NonBlockingAppender extends AsyncAppender {
  /**
   * Where nothing waits, the writer looks again after this time and is woken by nobody: under a
   * load of short commands it would else be woken, and compete for a processor, with each line.
   */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** One for each line accepted and not yet written; so the queue behind always has room. */
  private final Semaphore freePlaces;

  private final AtomicLong droppedLines = new AtomicLong();

  /** Those that were announced, too. */
  private final AtomicLong droppedInAll = new AtomicLong();

  private final Appender<ILoggingEvent> sink;

  /**
   * Creates an appender that is not started.
   *
   * @param sink writes the lines and may block; stopped with this appender
   * @param capacityLines how many lines may wait for it
   */
  NonBlockingAppender(LoggerContext context, Appender<ILoggingEvent> sink, int capacityLines) {
    this.sink = sink;
    freePlaces = new Semaphore(capacityLines);
    setContext(context);
    setQueueSize(capacityLines);
    // Logback would begin to drop INFO lines when a fifth is left: no line is worth less to us.
    setDiscardingThreshold(0);
    setNeverBlock(true);
    addAppender(new Delivery());
  }

  @Override
  protected void put(ILoggingEvent event) {
    if (freePlaces.tryAcquire()) {
      super.put(event);
    } else {
      droppedLines.incrementAndGet();
      droppedInAll.incrementAndGet();
    }
  }

  /** How many lines it has dropped, and a file has not taken. Any thread. */
  long droppedLines() {
    return droppedInAll.get() + (sink instanceof LogFileAppender file ? file.lostLines() : 0);
  }

  /** The far end of the queue. */
  private final class Delivery extends UnsynchronizedAppenderBase<ILoggingEvent> {
    Delivery() {
      setContext(NonBlockingAppender.this.getContext());
      start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      try {
        sink.doAppend(event);
      } finally {
        freePlaces.release();
      }
      announceDroppedLines();
      if (freePlaces.availablePermits() == getQueueSize()) {
        LockSupport.parkNanos(PAUSE_NANOS); // Not for long where this is stopped: that interrupts.
      }
    }

    @Override
    public void stop() {
      announceDroppedLines();
      sink.stop();
      super.stop();
    }

    private void announceDroppedLines() {
      long lines = droppedLines.getAndSet(0);
      if (lines > 0) {
        sink.doAppend(announcement(lines));
      }
    }

    private LoggingEvent announcement(long lines) {
      LoggerContext context = (LoggerContext) getContext();
      LoggingEvent event =
          new LoggingEvent(
              NonBlockingAppender.class.getName(),
              context.getLogger(NonBlockingAppender.class),
              Level.WARN,
              "log lines dropped because they could not be written fast enough",
              null,
              null);
      event.setKeyValuePairs(List.of(new KeyValuePair(LogKeys.DROPPED_LINES, lines)));
      return event;
    }
  }
}
