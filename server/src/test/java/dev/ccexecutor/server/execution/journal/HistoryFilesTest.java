package dev.ccexecutor.server.execution.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  private static final Duration RETENTION = Duration.ofMinutes(10);
  private static final long MAX_BYTES = 256 * 1024;
  private static final int MANY = 5_000;

  @TempDir private Path data;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private InstanceDirectory directory;
  private HistoryFiles files;

  @BeforeEach
  void create() throws IOException {
    directory = InstanceDirectory.create(data);
    files = new HistoryFiles(() -> directory, new RetentionBounds(RETENTION, MAX_BYTES));
  }

  @AfterEach
  void close() throws IOException {
    files.close();
    directory.close();
  }

  @Test
  void shouldMakeNoFileWhenNothingHasEnded() throws Exception {
    files.append(List.of());

    assertThat(files.isEmpty()).isTrue();
    assertThat(Samples.segments(place())).isEmpty();
  }

  @Test
  void shouldKeepTheNewestWithinBoundWhenManyHaveEnded() throws Exception {
    for (int number = 0; number < MANY; number++) {
      files.append(List.of(ended(number, now)));
      files.deleteOld(now);
    }

    List<PastExecution> kept = Samples.readHistory(place());
    assertThat(kept).last().isEqualTo(ended(MANY - 1, now));
    assertThat(kept).isEqualTo(range(MANY - kept.size(), MANY));
    assertThat(bytes()).isBetween(MAX_BYTES / 2, MAX_BYTES);
  }

  @Test
  void shouldSpreadOverSegmentsWhenManyComeAtOnce() throws Exception {
    files.append(range(0, 1_000));

    assertThat(Samples.segments(place())).hasSizeGreaterThan(4);
    assertThat(Samples.readHistory(place())).isEqualTo(range(0, 1_000));
  }

  @Test
  void shouldDeleteWhatIsOverItsTime() throws Exception {
    files.append(List.of(ended(1, now)));

    files.deleteOld(now.plus(RETENTION));
    assertThat(files.isEmpty()).isFalse();
    files.deleteOld(now.plus(RETENTION).plusMillis(1));

    assertThat(files.isEmpty()).isTrue();
    assertThat(Samples.segments(place())).isEmpty();
    files.append(List.of(ended(2, now)));
    assertThat(Samples.readHistory(place())).containsExactly(ended(2, now));
  }

  @Test
  void shouldGoOnInAnotherSegmentWhenOneMayEndInHalfALine() throws Exception {
    files.append(List.of(ended(1, now)));
    files.endSegment();
    files.append(List.of(ended(2, now)));

    assertThat(Samples.segments(place())).hasSize(2);
    assertThat(Samples.readHistory(place())).containsExactly(ended(1, now), ended(2, now));
  }

  @Test
  void shouldFailWhenThereIsNoDirectory() {
    HistoryFiles nowhere = new HistoryFiles(() -> null, new RetentionBounds(RETENTION, MAX_BYTES));

    assertThatThrownBy(() -> nowhere.append(List.of(ended(1, now))))
        .isInstanceOf(IOException.class);
    assertThat(nowhere.isEmpty()).isTrue();
  }

  private List<PastExecution> range(int from, int to) {
    List<PastExecution> executions = new ArrayList<>();
    for (int number = from; number < to; number++) {
      executions.add(ended(number, now));
    }
    return executions;
  }

  private static PastExecution ended(int number, Instant at) {
    return Samples.ended("execution-" + number, String.format("%032x", number), at);
  }

  private Path place() {
    return directory.journal().getParent();
  }

  private long bytes() throws IOException {
    long bytes = 0;
    for (Path segment : Samples.segments(place())) {
      bytes += Files.size(segment);
    }
    return bytes;
  }
}
