package dev.ccexecutor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measures each figure a few times, to see that it works, not how fast it is. */
class ProcessFiguresSmokeTest {
  @ParameterizedTest
  @Timeout(60)
  @CsvSource({
    "spawn, request to process.completed",
    "rate, '8 connections, in flight on each: 16'",
    "control, 'PAUSE, tree of 100, flood read at full speed, other connection: answer'"
  })
  void shouldPrintEveryFigureWhenMeasuredShortly(String wanted, String lastFigure)
      throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    new ProcessFigures(new PrintStream(printed, true, StandardCharsets.UTF_8), Effort.SMOKE)
        .measure(Set.of(wanted));

    assertThat(printed.toString(StandardCharsets.UTF_8)).contains(lastFigure);
  }
}
