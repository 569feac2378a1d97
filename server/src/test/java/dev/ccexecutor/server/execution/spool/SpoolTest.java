package dev.ccexecutor.server.execution.spool;

import static dev.ccexecutor.protocol.execution.StreamType.STDERR;
import static dev.ccexecutor.protocol.execution.StreamType.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class SpoolTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path dataDirectory;
  private SpoolScene scene;

  @BeforeEach
  void open() {
    scene = new SpoolScene(dataDirectory);
  }

  @AfterEach
  void close() throws InterruptedException {
    scene.close();
  }

  @Test
  void shouldHaveTheStreamsAsTheyWereWhenAnExecutionHasEnded() throws IOException {
    byte[] out = SpoolScene.pattern(3 * MIB + 17, 1);
    byte[] err = SpoolScene.pattern(70_001, 2);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    appendInPieces(spool, out, 1000);
    spool.append(STDERR, 0, err);

    TranscriptSummary summary = spool.complete(out, err);

    Path directory = scene.directory("a");
    assertThat(summary.complete()).isTrue();
    assertThat(summary.directory()).isEqualTo(directory.toString());
    assertThat(directory.resolve("stdout")).hasBinaryContent(out);
    assertThat(directory.resolve("stderr")).hasBinaryContent(err);
    assertThat(summary.sha256())
        .isEqualTo(Digest.sha256Of(Files.readAllBytes(directory.resolve("execution.json"))));
    assertThat(spool.pendingBytes()).isZero();
    assertThat(TranscriptVerifier.verify(directory, summary.sha256()).findings()).isEmpty();
  }

  @Test
  void shouldSayWhatRanWhenAskedOnlyTheManifest() throws IOException {
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.complete(new byte[0], new byte[0]);

    JsonNode manifest =
        Json.MAPPER.readTree(Files.readAllBytes(scene.directory("a").resolve("execution.json")));
    assertThat(manifest.get("execution_id").stringValue()).isEqualTo("a");
    assertThat(manifest.get("marker").stringValue()).isEqualTo(SpoolScene.MARKER);
    assertThat(manifest.get("state").stringValue()).isEqualTo("completed");
    assertThat(manifest.get("command").stringValue()).isEqualTo("echo \"hello\"");
    assertThat(manifest.get("labels").get("team").stringValue()).isEqualTo("blue");
    assertThat(manifest.get("end").get("exit_code").intValue()).isZero();
    assertThat(manifest.get("complete").booleanValue()).isTrue();
  }

  @Test
  void shouldKeepOthersOutWhenItMakesFiles() throws IOException {
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, new byte[10]).awaitWritten(STDOUT, 10);

    Path directory = scene.directory("a");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void shouldGiveBackWhatWasAppendedWhenItIsStillBeingWritten() {
    byte[] out = SpoolScene.pattern(2 * MIB, 3);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    appendInPieces(spool, out, 60_000);
    spool.awaitWritten(STDOUT, out.length);

    assertThat(spool.readAll(STDOUT, 0)).isEqualTo(out);
    assertThat(spool.readAll(STDOUT, 12_345))
        .isEqualTo(Arrays.copyOfRange(out, 12_345, out.length));
    assertThat(spool.read(STDOUT, out.length, 10)).isNull();
    assertThat(spool.read(STDERR, 0, 10)).isNull();
    assertThat(spool.firstAvailable(STDOUT, 77)).isEqualTo(77);
    assertThat(spool.firstAvailable(STDOUT, out.length)).isEqualTo(-1);
  }

  @Test
  void shouldLeaveAHoleWhenAnAppendJumpsAhead() throws IOException {
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, new byte[] {1, 2, 3});
    spool.append(STDOUT, 10, new byte[] {4, 5}).awaitWritten(STDOUT, 12);

    assertThat(spool.firstAvailable(STDOUT, 3)).isEqualTo(10);
    assertThat(spool.read(STDOUT, 3, 10)).isNull();
    assertThat(spool.read(STDOUT, 1, 10)).containsExactly(2, 3);
    assertThat(spool.read(STDOUT, 10, 10)).containsExactly(4, 5);
    TranscriptSummary summary = spool.complete(new byte[12], new byte[0]);
    assertThat(summary.complete()).isFalse();
    Verification verification = TranscriptVerifier.verify(scene.directory("a"), summary.sha256());
    assertThat(verification.verdict()).isEqualTo(Verification.Verdict.INCOMPLETE);
    assertThat(verification.findings()).containsExactly("bytes 3 to 10 of stdout are missing");
    assertThat(scene.directory("a").resolve("stdout.10")).hasBinaryContent(new byte[] {4, 5});
  }

  @Test
  void shouldRefuseTheCallWhenAnAppendGoesBack() {
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, new byte[5]);

    assertThatThrownBy(() -> spool.append(STDOUT, 4, new byte[5]))
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldSendFromTheFileWhenItIsOpen() throws IOException {
    byte[] out = SpoolScene.pattern(300_000, 4);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, out).awaitWritten(STDOUT, out.length);

    SpooledBytes piece = spool.slice(STDOUT, 100, 200_000);
    SpooledBytes part = piece.retainedSlice(50, 70);
    assertThat(SpoolScene.contentOf(piece)).isEqualTo(Arrays.copyOfRange(out, 100, 200_100));
    piece.release();
    assertThat(SpoolScene.contentOf(part)).isEqualTo(Arrays.copyOfRange(out, 150, 220));
    part.release();
    SpooledBytes rest = spool.slice(STDOUT, 299_990, 100);
    assertThat(rest.length()).isEqualTo(10);
    rest.release();
    assertThat(spool.slice(STDOUT, 300_000, 100)).isNull();
  }

  @Test
  void shouldSendFromAClosedFileWhenItWasReadBefore() throws IOException {
    byte[] out = SpoolScene.pattern(1000, 5);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, out);
    spool.complete(out, new byte[0]);

    assertThat(spool.slice(STDOUT, 0, 10)).isNull();
    assertThat(spool.read(STDOUT, 0, 10)).isEqualTo(Arrays.copyOf(out, 10));
    SpooledBytes piece = spool.slice(STDOUT, 10, 10);
    assertThat(SpoolScene.contentOf(piece)).isEqualTo(Arrays.copyOfRange(out, 10, 20));
    piece.release();
  }

  @Test
  void shouldKeepTheBytesWhenASpoolIsDeletedThatIsBeingSentFrom() throws IOException {
    byte[] out = SpoolScene.pattern(500_000, 6);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, out).awaitWritten(STDOUT, out.length);
    SpooledBytes piece = spool.slice(STDOUT, 0, out.length);

    spool.delete();
    Deadline.await("the directory to go").until(() -> Files.notExists(scene.directory("a")));

    assertThat(SpoolScene.contentOf(piece)).isEqualTo(out);
    Deadline.await("all but the one that is being sent to be closed")
        .until(() -> SpoolScene.openFilesBelow(dataDirectory).size() == 1);
    piece.release();
    awaitNoOpenFiles();
    awaitNothingCounted();
    assertThat(spool.slice(STDOUT, 0, 10)).isNull();
    assertThat(spool.read(STDOUT, 0, 10)).isNull();
  }

  @Test
  void shouldDeleteSegmentsWhenTheyWereReleased() throws IOException {
    byte[] out = SpoolScene.pattern(20 * MIB, 7);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.OVERFLOW);
    appendInPieces(spool, out, 64 * 1024);
    spool.awaitWritten(STDOUT, out.length);
    List<String> all = dataFiles("a");
    assertThat(all).hasSize(3);

    spool.release(STDOUT, 9 * MIB);

    Deadline.await("the first segment to go").until(() -> dataFiles("a").size() == 2);
    assertThat(dataFiles("a")).isSubsetOf(all).doesNotContain("stdout");
    assertThat(spool.firstAvailable(STDOUT, 0)).isBetween(8L * MIB, 9L * MIB);
    assertThat(spool.readAll(STDOUT, 9 * MIB))
        .isEqualTo(Arrays.copyOfRange(out, 9 * MIB, out.length));
    Deadline.await("the first segment not to be counted")
        .until(() -> scene.spools().usedBytes() < 13L * MIB);
    assertThat(scene.spools().usedBytes()).isGreaterThan(11L * MIB);
    spool.release(STDOUT, out.length);
    assertThat(spool.complete(out, new byte[0])).isNull();
    Deadline.await("the last segment to go").until(() -> dataFiles("a").isEmpty());
    spool.delete();
    Deadline.await("all to go").until(() -> Files.notExists(scene.directory("a")));
    awaitNothingCounted();
  }

  @Test
  void shouldMakeNoDirectoryWhenNothingOverflows() {
    SpoolScene.Opened spool = scene.open("a", SpoolMode.OVERFLOW);

    assertThat(spool.complete(new byte[0], new byte[0])).isNull();

    assertThat(scene.directory("a")).doesNotExist();
  }

  @Test
  void shouldHoldFewFilesOpenWhenManySpoolsAreRead() {
    int spools = 100;
    SpoolScene.Opened[] opened = new SpoolScene.Opened[spools];
    for (int i = 0; i < spools; i++) {
      byte[] out = SpoolScene.pattern(100, i);
      opened[i] = scene.open("many-" + i, SpoolMode.ALL);
      opened[i].append(STDOUT, 0, out);
      opened[i].complete(out, new byte[0]);
    }
    awaitNoOpenFiles();

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < spools; i++) {
        assertThat(opened[i].read(STDOUT, 0, 1000)).isEqualTo(SpoolScene.pattern(100, i));
      }
    }

    Deadline.await("the files that were read first to be closed")
        .until(() -> SpoolScene.openFilesBelow(dataDirectory).size() == 64);
    for (int i = 0; i < spools; i++) {
      opened[i].close();
    }
    awaitNoOpenFiles();
  }

  @Test
  void shouldCloseItsFilesWhenItIsClosed() {
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, new byte[10]);
    spool.append(STDERR, 0, new byte[10]).awaitWritten(STDERR, 10);
    assertThat(SpoolScene.openFilesBelow(dataDirectory)).hasSize(4);

    spool.close();

    awaitNoOpenFiles();
    assertThat(scene.directory("a").resolve("stdout")).hasSize(10);
    spool.append(STDOUT, 10, new byte[10]);
    assertThat(spool.pendingBytes()).isZero();
  }

  @Test
  void shouldReadEveryByteOnceWhenTheReaderFollowsTheWriter() throws IOException {
    byte[] out = SpoolScene.pattern(40 * MIB, 8);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.OVERFLOW);
    int appended = 0;
    int read = 0;
    while (read < out.length) {
      if (appended < out.length && spool.pendingBytes() < MIB) {
        int end = Math.min(out.length, appended + 300_000);
        spool.append(STDOUT, appended, Arrays.copyOfRange(out, appended, end));
        appended = end;
      }
      byte[] next = readOrSend(spool, read);
      if (next != null) {
        assertThat(Arrays.mismatch(next, Arrays.copyOfRange(out, read, read + next.length)))
            .isEqualTo(-1);
        read += next.length;
        spool.release(STDOUT, read);
      }
    }
    Deadline.await("what was read to be deleted")
        .until(() -> scene.spools().usedBytes() < 10L * MIB);
    spool.delete();
    awaitNothingCounted();
    awaitNoOpenFiles();
  }

  private static byte[] readOrSend(SpoolScene.Opened spool, long offset) throws IOException {
    SpooledBytes piece = spool.slice(STDOUT, offset, 200_000);
    if (piece == null) {
      return spool.read(STDOUT, offset, 100_000);
    }
    byte[] sent = SpoolScene.contentOf(piece);
    piece.release();
    return sent;
  }

  private void awaitNothingCounted() {
    Deadline.await("nothing to be counted").until(() -> scene.spools().usedBytes() == 0);
  }

  private void awaitNoOpenFiles() {
    Deadline.await("all files to be closed")
        .until(() -> SpoolScene.openFilesBelow(dataDirectory).isEmpty());
  }

  private List<String> dataFiles(String executionId) throws IOException {
    try (Stream<Path> files = Files.list(scene.directory(executionId))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> SpoolLayout.DataFile.ofName(name).isPresent())
          .toList();
    }
  }

  private static void appendInPieces(SpoolScene.Opened spool, byte[] bytes, int pieceBytes) {
    for (int offset = 0; offset < bytes.length; offset += pieceBytes) {
      int end = Math.min(bytes.length, offset + pieceBytes);
      spool.append(STDOUT, offset, Arrays.copyOfRange(bytes, offset, end));
    }
  }
}
