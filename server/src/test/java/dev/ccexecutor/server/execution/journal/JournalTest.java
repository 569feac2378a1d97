package dev.ccexecutor.server.execution.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.posix.Boot;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.testkit.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final int SELF = (int) ProcessHandle.current().pid();
  private static final int MANY = 20_000;

  @TempDir private Path data;

  private final List<Runnable> waiting = new ArrayList<>();
  private Journal journal;

  @AfterEach
  void closeJournal() throws IOException {
    if (journal != null) {
      journal.close();
    }
  }

  @Test
  void shouldTellOfTheInstanceWhenNothingWasStarted() throws Exception {
    open();

    JournalReader.Contents contents = read();

    assertThat(contents.instance().bootId()).isEqualTo(Boot.id());
    assertThat(contents.instance().serverVersion()).isEqualTo("1.2.3");
    assertThat(contents.instance().cgroups()).isEqualTo("/cgroups");
    assertThat(contents.instance().instanceId())
        .isEqualTo(file().getParent().getFileName().toString());
    assertThat(contents.unended()).isEmpty();
  }

  @Test
  void shouldTellTheMarkerWhenSpawnIsUnderWay() throws Exception {
    open();

    journal.starting("one", marker(1));

    assertThat(read().unended()).containsExactly(new JournalRecord.Starting("one", marker(1)));
  }

  @Test
  void shouldTellTheLeaderWhenItRuns() throws Exception {
    open();

    journal.starting("one", marker(1));
    journal.started("one", marker(1), SELF);

    long ticks = ProcessTable.readStartTicks(SELF).orElseThrow();
    assertThat(read().unended())
        .containsExactly(new JournalRecord.Started("one", marker(1), SELF, ticks));
  }

  @Test
  void shouldTellNothingMoreOfExecutionWhenItHasEnded() throws Exception {
    open();
    start(1);
    start(2);

    journal.ended(marker(1));
    runWaiting();

    assertThat(read().unended())
        .singleElement()
        .isInstanceOfSatisfying(
            JournalRecord.Started.class, left -> assertThat(left.marker()).isEqualTo(marker(2)));
  }

  @Test
  void shouldAskForOneTaskWhenManyEndAtOnce() {
    open();
    for (int number = 0; number < 10; number++) {
      start(number);
      journal.ended(marker(number));
    }

    assertThat(waiting).hasSize(1);
  }

  @Test
  void shouldStayShortWhenManyHaveEnded() throws Exception {
    open();
    start(MANY);
    for (int number = 0; number < MANY; number++) {
      start(number);
      journal.ended(marker(number));
    }
    runWaiting();

    assertThat(Files.readAllLines(file()).size()).isLessThan(MANY);
    assertThat(read().unended()).hasSize(1);
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files)
          .extracting(Path::getFileName)
          .extracting(Path::toString)
          .containsExactlyInAnyOrder("journal", "lock");
    }
  }

  @Test
  void shouldLeaveNothingWhenClosedAndAllHasEnded() throws Exception {
    open();
    start(1);
    journal.ended(marker(1)); // The spawner's thread has ended before it came to that.

    journal.close();
    journal = null;

    assertThat(instances()).isEmptyDirectory();
  }

  @Test
  void shouldStayForTheNextStartWhenClosedAndSomethingLives() throws Exception {
    open();
    start(1);

    journal.close();
    journal = null;

    assertThat(read().unended()).hasSize(1);
  }

  @Test
  void shouldFailNoCommandAndCatchUpWhenTheDirectoryCannotBeWrittenAtFirst() throws Exception {
    Files.createFile(instances());
    open();
    start(1);
    Files.delete(instances());

    Deadline.await("the journal to be written")
        .until(
            () -> {
              start(2);
              return Files.isDirectory(instances());
            });

    assertThat(read().unended()).hasSize(2);
  }

  private void open() {
    journal = Journal.open(data, new Journal.Owner("1.2.3", Path.of("/cgroups")), waiting::add);
  }

  private void start(int number) {
    journal.starting("execution-" + number, marker(number));
    journal.started("execution-" + number, marker(number), SELF);
  }

  private void runWaiting() {
    waiting.forEach(Runnable::run);
    waiting.clear();
  }

  private JournalReader.Contents read() throws IOException {
    return JournalReader.read(file());
  }

  private Path file() throws IOException {
    try (Stream<Path> directories = Files.list(instances())) {
      return directories.findFirst().orElseThrow().resolve("journal");
    }
  }

  private Path instances() {
    return data.resolve("instances");
  }

  private static String marker(int number) {
    return String.format("%032x", number);
  }
}
