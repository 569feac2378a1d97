package dev.ccexecutor.server.execution.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.posix.Boot;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final int SELF = (int) ProcessHandle.current().pid();
  private static final int MANY = 20_000;
  private static final int FEW = 200;
  private static final int DISK_KIB = 4 * 1024;
  private static final String GIVEN_UP =
      "a write has failed: room that was held back for it is given up";

  @TempDir private Path data;

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final Instant now = Instant.now();
  private Journal journal;

  @AfterEach
  void closeJournal() throws Exception {
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

    journal.starting(execution("one", marker(1)));

    assertThat(read().unended()).containsExactly(Unended.of(starting("one", marker(1))));
  }

  @Test
  void shouldTellTheLeaderWhenItRuns() throws Exception {
    open();

    journal.starting(execution("one", marker(1)));
    journal.started("one", marker(1), SELF);

    long ticks = ProcessTable.readStartTicks(SELF).orElseThrow();
    Unended unended = read().unended().iterator().next();
    assertThat(unended.starting()).isEqualTo(starting("one", marker(1)));
    assertThat(unended.started().pid()).isEqualTo(SELF);
    assertThat(unended.started().startTicks()).isEqualTo(ticks);
    assertThat(unended.started().startedAt()).isBefore(Instant.now().plusMillis(1));
  }

  @Test
  void shouldTellNothingMoreOfExecutionWhenItHasEnded() throws Exception {
    open();
    start(1);
    start(2);

    journal.release(marker(1));
    runWaiting();

    assertThat(read().unended()).extracting(Unended::marker).containsExactly(marker(2));
  }

  @Test
  void shouldAskForOneTaskWhenManyEndAtOnce() {
    open();
    for (int number = 0; number < 10; number++) {
      start(number);
      journal.release(marker(number));
    }

    assertThat(waiting).hasSize(1);
  }

  @Test
  void shouldStayShortWhenManyHaveEnded() throws Exception {
    open();
    start(MANY);
    for (int number = 0; number < MANY; number++) {
      start(number);
      journal.release(marker(number));
    }
    runWaiting();

    assertThat(Files.readAllLines(file()).size()).isLessThan(MANY);
    assertThat(read().unended())
        .singleElement()
        .satisfies(one -> assertThat(one.starting()).isEqualTo(startingOf(MANY)));
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files)
          .extracting(Path::getFileName)
          .extracting(Path::toString)
          .containsExactlyInAnyOrder("journal", "lock", "ballast.journal", "ballast.history");
    }
  }

  @Test
  void shouldLeaveNothingWhenClosedAndAllHasEnded() throws Exception {
    open();
    start(1);
    journal.release(marker(1)); // The spawner's thread has ended before it came to that.

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

  @Test
  void shouldRememberTheEndWhenItIsToldThatItIsWritten() throws Exception {
    open();
    start(1);
    start(2);

    end(1);

    List<PastExecution> past = remembered();
    assertThat(past).containsExactly(past(1));
    assertThat(past.getFirst().end().exitCode()).isEqualTo(7);
  }

  /** Nobody else starts, who would take the line along. */
  @Test
  void shouldAskForTheLineToBeWrittenWhenTheEndHasBeenTold() throws Exception {
    open();
    start(1);
    start(2);

    end(1);

    Deadline.await("the spawner's thread to be asked").until(() -> !waiting.isEmpty());
    runWaiting();
    assertThat(read().unended()).extracting(Unended::marker).containsExactly(marker(2));
  }

  @Test
  void shouldStayForTheNextStartWhenClosedAndThereIsSomethingToRemember() throws Exception {
    open();
    start(1);
    end(1);

    journal.close();
    journal = null;

    assertThat(read().unended()).isEmpty();
    assertThat(remembered()).containsExactly(past(1));
  }

  @Test
  void shouldTakeOverWhatFormerInstancesRemember() throws Exception {
    open(new Recovered(List.of(past(1), past(2)), List.of(), List.of()));

    assertThat(remembered()).containsExactly(past(1), past(2));
  }

  @Test
  void shouldTellAllTheSameWhenTheEndCannotBeWritten() throws Exception {
    Files.createFile(instances());
    open();

    end(1);

    assertThat(instances()).isRegularFile();
  }

  @Test
  void shouldCatchUpWithTheEndsWhenTheDirectoryCannotBeWrittenAtFirst() throws Exception {
    Files.createFile(instances());
    open();
    end(1);
    Files.delete(instances());

    Deadline.await("the history to be written")
        .until(
            () -> {
              start(3);
              end(2);
              return Files.isDirectory(instances()) && remembered().contains(past(1));
            });
  }

  @Test
  void shouldKnowAllWhenTheDiskHasBecomeFull() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(data, DISK_KIB);
        CapturedLog log = CapturedLog.ofPackage(Journal.class)) {
      open();
      Path fill = fill(disk);

      for (int number = 0; number < FEW; number++) {
        start(number);
        end(number + FEW);
      }

      assertThat(read().unended()).hasSize(FEW);
      assertThat(remembered()).contains(past(FEW), past(2 * FEW - 1));
      assertThat(log.valuesOf(GIVEN_UP)).hasSize(2);
      Files.delete(fill);
      Deadline.await("the room to be held back again")
          .until(
              () -> {
                start(0);
                end(FEW);
                return Files.size(file().resolveSibling("ballast.journal")) == Ballast.BYTES
                    && Files.size(file().resolveSibling("ballast.history")) == Ballast.BYTES;
              });
      journal.close();
      journal = null;
    }
  }

  private static Path fill(SmallDisk disk) throws IOException {
    Path fill = disk.directory().resolve("fill");
    byte[] page = new byte[4096];
    try (OutputStream out = Files.newOutputStream(fill)) {
      while (true) {
        out.write(page);
      }
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      return fill; // It is full to the last page.
    }
  }

  private void open() {
    open(Recovered.nothing());
  }

  private void open(Recovered recovered) {
    journal =
        Journal.open(
            data,
            new Journal.Owner("1.2.3", Path.of("/cgroups")),
            LeftBehind.BOUNDS,
            recovered,
            waiting::add);
  }

  private void start(int number) {
    journal.starting(execution("execution-" + number, marker(number)));
    journal.started("execution-" + number, marker(number), SELF);
  }

  private void end(int number) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    journal.ended(past(number), () -> written.complete(null));
    written.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private PastExecution past(int number) {
    return Samples.ended("execution-" + number, marker(number), now);
  }

  private static JournaledExecution execution(String id, String marker) {
    return new JournaledExecution(
        id, Principal.ANONYMOUS, marker, "f", Map.of("name", "value"), SpoolMode.OVERFLOW);
  }

  private static JournalRecord.Starting startingOf(int number) {
    return starting("execution-" + number, marker(number));
  }

  private static JournalRecord.Starting starting(String id, String marker) {
    return new JournalRecord.Starting(
        id, Principal.ANONYMOUS, marker, "f", Map.of("name", "value"), SpoolMode.OVERFLOW);
  }

  private List<PastExecution> remembered() throws IOException {
    return Samples.readHistory(file().getParent());
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
