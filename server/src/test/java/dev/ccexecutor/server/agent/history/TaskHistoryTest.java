package dev.ccexecutor.server.agent.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ccexecutor.server.agent.AgentFailure;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outcomes on disk, and what is told from them. */
class TaskHistoryTest {
  @TempDir private Path directory;
  private TaskHistory history;
  private Path file;

  @BeforeEach
  void open() {
    history = new TaskHistory(directory);
    file = directory.resolve("agent").resolve("history.jsonl");
  }

  private static TaskOutcome outcome(String name, AgentFailure failure, double seconds) {
    return new TaskOutcome(name, Instant.now(), failure, seconds, 1, new BigDecimal("0.01"));
  }

  private void record(AgentFailure failure, double... seconds) throws Exception {
    for (double each : seconds) {
      history.record(outcome("build", failure, each));
    }
  }

  @Test
  void shouldGraduateWhenThereAreTenSuccessesForEachFailure() throws Exception {
    record(AgentFailure.MAX_TURNS, 1);
    record(null, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(history.figures().getFirst().graduated()).isFalse();

    record(null, 1);

    TaskFigures figures = history.figures().getFirst();
    assertThat(figures.graduated()).isTrue();
    assertThat(figures.successRatio()).isEqualTo(0.9091);
  }

  @Test
  void shouldNotGraduateWhenThereAreNineSuccessesAndNothingElse() throws Exception {
    record(null, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    assertThat(history.figures().getFirst().graduated()).isFalse();
  }

  @Test
  void shouldCountNothingWhenATaskWasCanceled() throws Exception {
    record(AgentFailure.CANCELED, 500);

    TaskFigures figures = history.figures().getFirst();
    assertThat(figures.failures()).isZero();
    assertThat(figures.successRatio()).isNull();
    assertThat(figures.p90Seconds()).isNull();
  }

  @Test
  void shouldAllowHalfAsMuchAgainAsNineTenthsTookWhenThereAreEnough() throws Exception {
    record(null, 100, 200, 300, 400, 500, 600, 700, 800);
    record(AgentFailure.TIMEOUT, 1000, 2000);
    record(AgentFailure.RATE_LIMIT, 9999);

    assertThat(TaskHistory.timeoutFor(Optional.of(history), "build"))
        .isEqualTo(Duration.ofMinutes(25));
  }

  @Test
  void shouldKeepWithinBoundsWhenTasksAreShortOrLong() throws Exception {
    record(null, 1, 1, 1, 1, 1);
    assertThat(TaskHistory.timeoutFor(Optional.of(history), "build")).isEqualTo(AutoTimeout.FLOOR);

    record(null, 99999, 99999);

    assertThat(TaskHistory.timeoutFor(Optional.of(history), "build"))
        .isEqualTo(AutoTimeout.CEILING);
  }

  @Test
  void shouldTakeTheDefaultWhenThereAreTooFew() throws Exception {
    record(null, 1, 1, 1, 1);

    assertThat(TaskHistory.timeoutFor(Optional.of(history), "build"))
        .isEqualTo(AutoTimeout.DEFAULT);
  }

  @Test
  void shouldLeaveALineOutWhenItIsNoOutcome() throws Exception {
    record(null, 1);
    Files.writeString(file, "null\n", StandardOpenOption.APPEND);

    assertThat(history.figures().getFirst().successes()).isEqualTo(1);
    assertThat(history.unreadableLines()).isEqualTo(1);
  }

  @Test
  void shouldLoseOnlyTheTornLineWhenAWriterHasCrashed() throws Exception {
    record(null, 1);
    Files.writeString(file, "{\"name\":\"build\",\"ended", StandardOpenOption.APPEND);

    record(null, 2);

    assertThat(history.figures().getFirst().successes()).isEqualTo(2);
    assertThat(history.unreadableLines()).isEqualTo(1);
  }

  @Test
  void shouldKeepTheNewestOfEachTaskWhenTheFileIsTooLong() throws Exception {
    record(null, 7);
    String line = Files.readString(file).replace("\"build\"", "\"other\"");
    StringBuilder many = new StringBuilder();
    while (many.length() < HistoryFile.MAX_BYTES) {
      many.append(line);
    }
    Files.writeString(file, many, StandardOpenOption.APPEND);

    record(null, 8);

    assertThat(Files.size(file)).isLessThan(HistoryFile.MAX_BYTES / 8);
    assertThat(history.figures())
        .extracting(TaskFigures::name, TaskFigures::successes)
        .containsExactly(tuple("build", 2), tuple("other", HistoryFile.KEPT_PER_NAME));
  }
}
