package dev.ccexecutor.server.execution.spool;

import static dev.ccexecutor.protocol.execution.StreamType.STDERR;
import static dev.ccexecutor.protocol.execution.StreamType.STDOUT;
import static dev.ccexecutor.server.execution.spool.SpoolScene.PLENTY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.config.SpoolLimits;
import dev.ccexecutor.server.execution.PastOutput;
import dev.ccexecutor.server.testkit.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class SpoolRecoveryTest {
  @TempDir private Path dataDirectory;
  @TempDir private Path afterCrash;
  private SpoolScene before;
  private SpoolScene after;

  @BeforeEach
  void open() {
    before = new SpoolScene(dataDirectory);
    after = new SpoolScene(afterCrash);
  }

  @AfterEach
  void close() throws InterruptedException {
    before.close();
    after.close();
  }

  @Test
  void shouldReadATranscriptWhenTheServerWasStartedAnew() throws IOException {
    byte[] out = SpoolScene.pattern(300_000, 1);
    SpoolScene.Opened spool = before.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, out);
    TranscriptSummary told = spool.complete(out, new byte[0]);
    copyAll();

    RecoveredSpool recovered = recover().getFirst();

    assertThat(recovered.header().executionId()).isEqualTo("a");
    assertThat(recovered.header().labels()).containsEntry("team", "blue");
    assertThat(recovered.end().exitCode()).isZero();
    assertThat(recovered.end().transcript().sha256()).isEqualTo(told.sha256());
    assertThat(recovered.end().transcript().complete()).isTrue();
    assertThat(recovered.stdout()).containsExactly(new StreamRange(0, out.length));
    assertThat(recovered.stderr()).isEmpty();
    assertThat(recovered.bytes()).isEqualTo(after.spools().usedBytes());
    SpoolScene.Opened reopened = after.reopen(recovered);
    assertThat(reopened.readAll(STDOUT, 0)).isEqualTo(out);
    reopened.append(STDERR, 0, new byte[10]);
    assertThat(reopened.pendingBytes()).isZero();
    reopened.delete();
    Deadline.await("the directory to go").until(() -> Files.notExists(after.directory("a")));
    Deadline.await("nothing to be counted").until(() -> after.spools().usedBytes() == 0);
  }

  @Test
  void shouldHaveAllThatWasToldAsWrittenWhenTheServerDiedInTheMiddle() throws IOException {
    byte[] out = SpoolScene.pattern(4_000_000, 2);
    for (SpoolMode mode : List.of(SpoolMode.ALL, SpoolMode.OVERFLOW)) {
      SpoolScene.Opened spool = before.open(mode.wireName(), mode);
      for (int offset = 0; offset < out.length; offset += 1000) {
        spool.append(STDOUT, offset, Arrays.copyOfRange(out, offset, offset + 1000));
      }
      spool.awaitWritten(STDOUT, 100_000);
      long told = spool.writtenTo(STDOUT);
      copyAll();

      RecoveredSpool recovered =
          recover().stream().filter(one -> one.mode() == mode).findFirst().orElseThrow();

      assertThat(recovered.end()).isNull();
      byte[] read = after.reopen(recovered).readAll(STDOUT, 0);
      assertThat(read.length).isGreaterThanOrEqualTo((int) told);
      assertThat(read).isEqualTo(Arrays.copyOf(out, read.length));
      assertThat(TranscriptVerifier.verify(recovered.directory(), null).verdict())
          .isEqualTo(Verification.Verdict.LOST);
    }
  }

  @Test
  void shouldTellOfALostOneWhatIsOnDisk() throws Exception {
    byte[] out = SpoolScene.pattern(1000, 1);
    SpoolScene.Opened spool = before.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, out).awaitWritten(STDOUT, 1000);
    SpoolScene.Opened holed = before.open("b", SpoolMode.ALL);
    holed.append(STDOUT, 500, out).awaitWritten(STDOUT, 1500);
    copyAll();
    CRC32C crc = new CRC32C();
    crc.update(out);

    for (int start = 0; start < 2; start++) { // The first one seals it, the second reads that.
      List<RecoveredSpool> recovered = recover();
      RecoveredSpool whole =
          recovered.stream()
              .filter(one -> one.header().executionId().equals("a"))
              .findFirst()
              .orElseThrow();
      ProcessCompleted end =
          PastOutput.join(List.of(), List.of(whole)).getFirst().execution().end();
      Path directory = after.directory("a");
      assertThat(end.status()).isEqualTo(CompletionStatus.LOST);
      assertThat(end.stdout()).isEqualTo(StreamTotals.of(1000, crc.getValue()));
      assertThat(end.stderr()).isEqualTo(StreamTotals.of(0, 0));
      assertThat(end.transcript().complete()).isFalse();
      assertThat(end.transcript().directory()).isEqualTo(directory.toString());
      assertThat(TranscriptVerifier.verify(directory, end.transcript().sha256()).verdict())
          .isEqualTo(Verification.Verdict.LOST);
      assertThat(recovered)
          .filteredOn(one -> one.header().executionId().equals("b"))
          .extracting(RecoveredSpool::stdoutTotals)
          .containsOnlyNulls()
          .hasSize(1);
    }
  }

  @Test
  void shouldCutBehindTheLastGoodBlockWhenBytesHaveChanged() throws IOException {
    SpoolScene.Opened spool = before.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, SpoolScene.pattern(1000, 1)).awaitWritten(STDOUT, 1000);
    spool.append(STDOUT, 1000, SpoolScene.pattern(1000, 2)).awaitWritten(STDOUT, 2000);
    spool.append(STDOUT, 2000, SpoolScene.pattern(1000, 3)).awaitWritten(STDOUT, 3000);
    copyAll();
    TranscriptVerifierTest.flip(after.directory("a").resolve("stdout"), 1500);

    RecoveredSpool recovered = recover().getFirst();

    assertThat(recovered.stdout()).containsExactly(new StreamRange(0, 1000));
    assertThat(after.reopen(recovered).readAll(STDOUT, 0)).isEqualTo(SpoolScene.pattern(1000, 1));
    assertThat(recover())
        .singleElement()
        .extracting(RecoveredSpool::stdout)
        .isEqualTo(recovered.stdout());
  }

  @Test
  void shouldForgetHalfDeletedSegmentsWhenItSealsTheRest() throws IOException {
    SpoolScene.Opened spool = before.open("a", SpoolMode.OVERFLOW);
    spool.append(STDOUT, 0, new byte[10]);
    spool.append(STDOUT, 100, new byte[10]).awaitWritten(STDOUT, 110);
    copyAll();
    Files.delete(after.directory("a").resolve("stdout"));

    assertThat(recover().getFirst().stdout()).containsExactly(new StreamRange(100, 110));

    assertThat(TranscriptVerifier.verify(after.directory("a"), null).verdict())
        .isEqualTo(Verification.Verdict.LOST);
  }

  @Test
  void shouldLeaveAloneWhatIsOfALivingServer() throws IOException {
    SpoolScene.Opened spool = before.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, new byte[1000]).awaitWritten(STDOUT, 1000);
    copyAll();
    byte[] manifest = Files.readAllBytes(after.directory("a").resolve("execution.json"));

    assertThat(after.spools().recover(instance -> false)).isEmpty();

    assertThat(after.directory("a").resolve("execution.json")).hasBinaryContent(manifest);
    assertThat(after.spools().usedBytes()).isGreaterThan(1000);
  }

  @Test
  void shouldDeleteWhatOverflowedWhenItsExecutionHadEnded() throws IOException {
    SpoolScene.Opened spool = before.open("a", SpoolMode.OVERFLOW);
    spool.append(STDOUT, 0, new byte[1000]);
    spool.complete(new byte[1000], new byte[0]);
    copyAll();

    assertThat(recover()).isEmpty();

    assertThat(after.directory("a")).doesNotExist();
    assertThat(after.spools().usedBytes()).isZero();
  }

  @Test
  void shouldDeleteExpiredTranscriptsAtTheStart() throws IOException {
    before.open("a", SpoolMode.ALL).complete(new byte[0], new byte[0]);
    copyAll();
    SpoolRecovery recovery =
        new SpoolRecovery(
            afterCrash.resolve("executions"), 0, instance -> true, new SpoolQuota(PLENTY));

    assertThat(recovery.run()).isEmpty();

    assertThat(after.directory("a")).doesNotExist();
  }

  @Test
  void shouldDeleteExpiredTranscriptsWhenTheServerRuns() throws Exception {
    SpoolScene shortLived = new SpoolScene(afterCrash, new SpoolLimits(PLENTY, PLENTY, 1));
    try {
      SpoolScene.Opened running = shortLived.open("running", SpoolMode.ALL);
      running.append(STDOUT, 0, new byte[10]).awaitWritten(STDOUT, 10);
      shortLived.open("ended", SpoolMode.ALL).complete(new byte[0], new byte[0]);

      Deadline.await("the transcript to expire")
          .until(() -> Files.notExists(shortLived.directory("ended")));

      assertThat(running.readAll(STDOUT, 0)).hasSize(10);
      running.delete();
      Deadline.await("the quota to be given back")
          .until(() -> shortLived.spools().usedBytes() == 0);
    } finally {
      shortLived.close();
    }
  }

  @Test
  void shouldLeaveAloneWhatIsStrange() throws IOException {
    before.open("good", SpoolMode.ALL).complete(new byte[0], new byte[0]);
    copyAll();
    Path executions = afterCrash.resolve("executions");
    Files.writeString(executions.resolve("a-file"), "x");
    Files.createDirectory(executions.resolve("notes"));
    Path garbage = Files.createDirectory(executions.resolve("b@00000000"));
    Files.writeString(garbage.resolve("execution.json"), "{\"state\":");
    Path noManifest = Files.createDirectory(executions.resolve("c@00000000"));
    Files.writeString(noManifest.resolve("stdout"), "kept");
    Path deep = Files.createDirectories(executions.resolve("d@00000000").resolve("stdout"));
    Files.createSymbolicLink(executions.resolve("e@00000000"), garbage);

    assertThat(recover()).extracting(one -> one.header().executionId()).containsExactly("good");

    assertThat(List.of(executions.resolve("a-file"), executions.resolve("notes"), garbage, deep))
        .allSatisfy(path -> assertThat(path).exists());
    assertThat(noManifest.resolve("stdout")).hasContent("kept");
  }

  /** To open a FIFO would wait for ever (fifo(7)). */
  @Test
  void shouldLeaveAloneWhatIsNoFileWhenItIsNamedLikeOne() throws Exception {
    SpoolScene.Opened running = before.open("a", SpoolMode.ALL);
    running.append(STDOUT, 0, SpoolScene.pattern(1000, 1)).awaitWritten(STDOUT, 1000);
    copyAll();
    Path executions = afterCrash.resolve("executions");
    Path ofFifo = Files.createDirectory(executions.resolve("b@00000000"));
    makeFifo(ofFifo.resolve("execution.json"));
    Path ofLink = Files.createDirectory(executions.resolve("c@00000000"));
    Files.createSymbolicLink(
        ofLink.resolve("execution.json"), after.directory("a").resolve("execution.json"));
    makeFifo(after.directory("a").resolve("execution.json.new"));

    RecoveredSpool recovered = recover().getFirst();

    assertThat(recovered.stdout()).containsExactly(new StreamRange(0, 1000));
    assertThat(ofFifo.resolve("execution.json")).exists();
    assertThat(ofLink.resolve("execution.json")).isSymbolicLink();
    assertThat(TranscriptVerifier.verify(ofFifo, null).verdict())
        .isEqualTo(Verification.Verdict.UNREADABLE);
    assertThat(TranscriptVerifier.verify(recovered.directory(), null).verdict())
        .isEqualTo(Verification.Verdict.LOST);
  }

  private static void makeFifo(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "marker" : "0123456789abcdef0123456789abcdef" | "marker" : "01234567"
          "marker" : "0123456789abcdef0123456789abcdef" | "marker" : "0123456789abcdef0123456789ABCDEF"
          "execution_id" : "a"                          | "execution_id" : "b"
          "status" : "completed"                        | "status" : null
          "from" : 0                                    | "from" : -1
          """)
  void shouldLeaveAloneWhatAServerCannotStandFor(String from, String to) throws IOException {
    byte[] out = SpoolScene.pattern(1000, 1);
    SpoolScene.Opened spool = before.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, out);
    spool.complete(out, new byte[0]);
    copyAll();
    Path manifest = after.directory("a").resolve("execution.json");
    String told = Files.readString(manifest);
    assertThat(told).contains(from);
    Files.writeString(manifest, told.replace(from, to));

    List<PastOutput> past = PastOutput.join(List.of(), recover());

    assertThat(past).isEmpty();
    assertThat(manifest).exists();
    assertThat(after.spools().usedBytes()).isPositive();
  }

  @Test
  void shouldCountNothingAnyMoreWhenWhatSomebodyAddedStays() throws IOException {
    SpoolScene.Opened spool = before.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, new byte[1000]);
    spool.complete(new byte[1000], new byte[0]);
    Path note = Files.writeString(before.directory("a").resolve("note"), "mine");

    spool.delete();

    Deadline.await("nothing to be counted").until(() -> before.spools().usedBytes() == 0);
    assertThat(before.directory("a")).isDirectoryContaining(note::equals);
  }

  @Test
  void shouldDeleteHalfMadeDirectoriesWhenTheyAreOld() throws IOException {
    Path executions = Files.createDirectories(afterCrash.resolve("executions"));
    Path old = Files.createDirectory(executions.resolve("a@00000000"));
    Files.writeString(old.resolve("execution.json.new"), "{");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path fresh = Files.createDirectory(executions.resolve("b@00000000"));

    assertThat(recover()).isEmpty();

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void shouldTakeNoHarmWhenTheChecksumsAreGarbage() throws IOException {
    SpoolScene.Opened spool = before.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, new byte[1000]);
    spool.append(STDERR, 0, new byte[1000]).awaitWritten(STDERR, 1000);
    copyAll();
    Path checksums = after.directory("a").resolve("stdout.checksums");
    try (FileChannel channel = FileChannel.open(checksums, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    Files.write(checksums, new byte[100_000], StandardOpenOption.APPEND);

    RecoveredSpool recovered = recover().getFirst();

    assertThat(recovered.stdout()).isEmpty();
    assertThat(recovered.stderr()).containsExactly(new StreamRange(0, 1000));
  }

  private List<RecoveredSpool> recover() {
    return after.spools().recover(SpoolScene.INSTANCE::equals);
  }

  /** As a kill of the server at this moment leaves it: each file with what is written so far. */
  private void copyAll() throws IOException {
    Path from = dataDirectory.resolve("executions");
    List<Path> all;
    try (Stream<Path> tree = Files.walk(from)) {
      // Checksums first: what they tell of must be there by then, as it is for a dying server.
      all = tree.sorted((one, other) -> Integer.compare(order(one), order(other))).toList();
    }
    for (Path path : all) {
      Path copy = afterCrash.resolve("executions").resolve(from.relativize(path).toString());
      Files.createDirectories(Files.isDirectory(path) ? copy : copy.getParent());
      copyFile(path, copy);
    }
  }

  private static void copyFile(Path file, Path copy) throws IOException {
    try {
      if (Files.isRegularFile(file)) {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (NoSuchFileException e) {
      assertThat(file.toString()).endsWith(".new");
    }
  }

  private static int order(Path path) {
    return path.toString().endsWith(".checksums") ? 0 : 1;
  }
}
