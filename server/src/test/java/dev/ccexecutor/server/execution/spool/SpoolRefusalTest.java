package dev.ccexecutor.server.execution.spool;

import static dev.ccexecutor.protocol.execution.StreamType.STDERR;
import static dev.ccexecutor.protocol.execution.StreamType.STDOUT;
import static dev.ccexecutor.server.execution.spool.SpoolScene.PLENTY;
import static dev.ccexecutor.server.execution.spool.SpoolScene.WEEK_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.config.SpoolLimits;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SpoolRefusalTest {
  private static final int PIECE_BYTES = 5_000;
  private static final int SMALL_DISK_KIB = 512;

  @TempDir private Path dataDirectory;
  private SpoolScene scene;

  private SpoolScene.Opened open(String executionId, SpoolMode mode, SpoolLimits limits) {
    if (scene == null) {
      scene = new SpoolScene(dataDirectory, limits);
    }
    return scene.open(executionId, mode);
  }

  @AfterEach
  void close() throws InterruptedException {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void shouldRefuseWhenAnExecutionHasItsFill() {
    SpoolLimits limits = new SpoolLimits(PLENTY, 50_000, WEEK_MILLIS);
    byte[] out = SpoolScene.pattern(200_000, 1);
    SpoolScene.Opened spool = open("a", SpoolMode.ALL, limits);

    int appended = appendUntilRefused(spool, out);

    assertThat(spool.awaitRefusal()).isEqualTo(SpoolRefusal.EXECUTION_LIMIT);
    long written = spool.writtenTo(STDOUT);
    assertThat(written).isPositive().isLessThan(appended);
    assertThat(spool.pendingBytes()).isZero();
    assertThat(spool.readAll(STDOUT, 0)).isEqualTo(Arrays.copyOf(out, (int) written));
    assertThat(scene.spools().usedBytes()).isLessThanOrEqualTo(50_000);
    assertThat(scene.spools().counters().refusals(SpoolRefusal.EXECUTION_LIMIT)).isEqualTo(1);
    TranscriptSummary summary = spool.complete(out, new byte[0]);
    assertThat(summary.complete()).isFalse();
    Verification verification = TranscriptVerifier.verify(scene.directory("a"), summary.sha256());
    assertThat(verification.verdict()).isEqualTo(Verification.Verdict.INCOMPLETE);
    assertThat(verification.findings())
        .containsExactly("bytes " + written + " to 200000 of stdout are missing (execution_limit)");
  }

  @Test
  void shouldRefuseWhenAllTogetherHaveTheirFillAndGoOnWhenOneWasDeleted() {
    SpoolLimits limits = new SpoolLimits(60_000, PLENTY, WEEK_MILLIS);
    SpoolScene.Opened first = open("a", SpoolMode.OVERFLOW, limits);
    first.append(STDOUT, 0, new byte[40_000]).awaitWritten(STDOUT, 40_000);
    SpoolScene.Opened second = open("b", SpoolMode.OVERFLOW, limits);
    byte[] out = SpoolScene.pattern(30_000, 2);
    second.append(STDOUT, 0, out);
    assertThat(second.awaitRefusal()).isEqualTo(SpoolRefusal.TOTAL_LIMIT);

    first.delete();
    Deadline.await("room").until(() -> scene.spools().usedBytes() < 10_000);
    second.resume();
    second.append(STDOUT, 0, out).awaitWritten(STDOUT, out.length);

    assertThat(second.readAll(STDOUT, 0)).isEqualTo(out);
    assertThat(second.wasRefused()).isFalse();
  }

  @Test
  void shouldTakeNothingWhenItHasRefusedUntilItIsResumed() {
    SpoolLimits limits = new SpoolLimits(PLENTY, 50_000, WEEK_MILLIS);
    SpoolScene.Opened spool = open("a", SpoolMode.ALL, limits);
    spool.append(STDOUT, 0, new byte[60_000]);
    spool.awaitRefusal();

    spool.append(STDERR, 0, new byte[10]);
    assertThat(spool.pendingBytes()).isZero();
    spool.resume();
    spool.append(STDERR, 20, new byte[30]).awaitWritten(STDERR, 50);

    assertThat(spool.firstAvailable(STDERR, 0)).isEqualTo(20);
  }

  @Test
  void shouldRefuseWhenTheDirectoryCannotBeMade() throws IOException {
    Files.writeString(dataDirectory.resolve("executions"), "in the way");
    SpoolScene.Opened spool =
        open("a", SpoolMode.ALL, new SpoolLimits(PLENTY, PLENTY, WEEK_MILLIS));

    assertThat(spool.awaitRefusal()).isEqualTo(SpoolRefusal.IO_ERROR);

    TranscriptSummary summary = spool.complete(new byte[0], new byte[0]);
    assertThat(summary.complete()).isFalse();
    assertThat(summary.sha256()).isNull();
  }

  @Test
  void shouldLoseNothingThatItToldWhenTheDiskIsFull() throws Exception {
    SpoolLimits limits = new SpoolLimits(PLENTY, PLENTY, WEEK_MILLIS);
    try (SmallDisk disk = SmallDisk.mount(dataDirectory, SMALL_DISK_KIB)) {
      Path ballast = Files.write(disk.directory().resolve("ballast"), new byte[200 * 1024]);
      byte[] out = SpoolScene.pattern(2 * SMALL_DISK_KIB * 1024, 3);
      SpoolScene.Opened spool = open("a", SpoolMode.ALL, limits);

      appendUntilRefused(spool, out);
      assertThat(spool.awaitRefusal()).isEqualTo(SpoolRefusal.DISK_FULL);
      int written = (int) spool.writtenTo(STDOUT);
      assertThat(spool.readAll(STDOUT, 0)).isEqualTo(Arrays.copyOf(out, written));
      Path file = scene.directory("a").resolve("stdout");
      assertThat(file).hasBinaryContent(Arrays.copyOf(out, written));

      Files.delete(ballast);
      spool.resume();
      byte[] rest = Arrays.copyOfRange(out, written, written + 50_000);
      spool.append(STDOUT, written, rest).awaitWritten(STDOUT, written + 50_000L);

      byte[] all = Arrays.copyOf(out, written + 50_000);
      assertThat(spool.readAll(STDOUT, 0)).isEqualTo(all);
      TranscriptSummary summary = spool.complete(all, new byte[0]);
      assertThat(summary.complete()).isTrue();
      assertThat(file).hasBinaryContent(all);
      assertThat(TranscriptVerifier.verify(scene.directory("a"), summary.sha256()).verdict())
          .isEqualTo(Verification.Verdict.UNCHANGED);
      scene.close();
      scene = null;
    }
  }

  @Test
  void shouldSayThatItIsNotCompleteWhenTheDiskIsFullAtTheEnd() throws Exception {
    SpoolLimits limits = new SpoolLimits(PLENTY, PLENTY, WEEK_MILLIS);
    try (SmallDisk disk = SmallDisk.mount(dataDirectory, SMALL_DISK_KIB)) {
      byte[] out = SpoolScene.pattern(100_000, 4);
      SpoolScene.Opened spool = open("a", SpoolMode.ALL, limits);
      spool.append(STDOUT, 0, out).awaitWritten(STDOUT, out.length);
      fill(disk.directory().resolve("ballast"));

      TranscriptSummary summary = spool.complete(out, new byte[0]);

      assertThat(summary.complete()).isFalse();
      assertThat(summary.sha256()).isNull();
      assertThat(spool.readAll(STDOUT, 0)).isEqualTo(out);
      assertThat(TranscriptVerifier.verify(scene.directory("a"), null).verdict())
          .isEqualTo(Verification.Verdict.LOST);
      scene.close();
      scene = null;
    }
  }

  private static void fill(Path ballast) throws IOException {
    try (var out = Files.newOutputStream(ballast)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** Returns how much was appended. */
  private static int appendUntilRefused(SpoolScene.Opened spool, byte[] bytes) {
    int offset = 0;
    while (offset < bytes.length && !spool.wasRefused()) {
      int end = Math.min(bytes.length, offset + PIECE_BYTES);
      byte[] piece = Arrays.copyOfRange(bytes, offset, end);
      spool.append(STDOUT, offset, piece);
      offset = end;
    }
    return offset;
  }
}
