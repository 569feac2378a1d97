package dev.ccexecutor.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.KeyValuePair;

@Timeout(20)
class NonBlockingAppenderTest {

  private static final int CAPACITY = 4;

  private final LoggerContext context = new LoggerContext();
  private final StuckSink sink = new StuckSink();
  private final NonBlockingAppender appender = new NonBlockingAppender(context, sink, CAPACITY);
  private final Logger logger = context.getLogger("test");

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.start();
    sink.setContext(context);
    sink.start();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    sink.release.countDown();
    context.stop();
  }

  @Test
  void shouldNotBlockTheCallerAndCountWhatItDropsWhenTheSinkIsStuck() {
    for (int line = 0; line < CAPACITY + 3; line++) {
      logger.info("line {}", line);
    }
    assertThat(sink.lines).isEmpty();

    sink.release.countDown();

    await().until(() -> sink.lines.size() >= CAPACITY + 1);
    assertThat(sink.messages())
        .contains("line 0", "line 1", "line 2", "line 3")
        .doesNotContain("line 4", "line 5", "line 6")
        .hasSize(CAPACITY + 1);
    assertThat(sink.droppedLines()).containsExactly(3L);
  }

  @Test
  void shouldTakeLinesAgainWhenTheSinkHasRecovered() {
    for (int line = 0; line < CAPACITY + 1; line++) {
      logger.info("early");
    }
    sink.release.countDown();
    await().until(() -> sink.lines.size() == CAPACITY + 1);

    logger.info("late");

    await().until(() -> sink.messages().contains("late"));
    assertThat(sink.droppedLines()).containsExactly(1L);
  }

  @Test
  void shouldWriteWhatStillWaitsWhenStopped() {
    sink.release.countDown();
    for (int line = 0; line < CAPACITY; line++) {
      logger.info("line");
    }

    appender.stop();

    assertThat(sink.messages()).hasSize(CAPACITY);
    assertThat(sink.isStarted()).isFalse();
  }

  @Test
  void shouldStopInBoundedTimeWhenTheSinkIsStuck() {
    logger.info("line");

    appender.stop();

    assertThat(sink.lines).isEmpty();
    assertThat(appender.isStarted()).isFalse();
  }

  /** Writes nothing until it is released. */
  private static final class StuckSink extends AppenderBase<ILoggingEvent> {
    final CountDownLatch release = new CountDownLatch(1);
    final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      awaitRelease();
      lines.add(event);
    }

    List<String> messages() {
      return lines.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    List<Object> droppedLines() {
      return lines.stream()
          .filter(line -> line.getKeyValuePairs() != null)
          .flatMap(line -> line.getKeyValuePairs().stream())
          .filter(pair -> pair.key.equals(LogKeys.DROPPED_LINES))
          .map((KeyValuePair pair) -> pair.value)
          .toList();
    }

    /** Like a write to a pipe, it is not to be interrupted. */
    private void awaitRelease() {
      boolean interrupted = false;
      while (release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException early) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
