package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.execution.spool.TranscriptVerifier;
import dev.ccexecutor.server.execution.spool.Verification;
import dev.ccexecutor.server.testkit.BufferLeakGuard;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.GatheredOutput;
import dev.ccexecutor.server.testkit.NumberedLines;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.SmallDisk;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A disk, or a limit, that has room for a part of what a command prints. */
@Timeout(120)
@ExtendWith(BufferLeakGuard.class)
class DiskFullTest {
  private static final int DISK_KIB = 4 * 1024;
  private static final long DISK_BYTES = DISK_KIB * 1024L;
  private static final NumberedLines LINES = new NumberedLines(500_000);
  private static final long WINDOW = 100_000;

  /** A block is written as a whole or not at all. */
  private static final long BLOCK = 256 * 1024;

  @TempDir private Path data;

  private static Map<String, Object> spooled(NumberedLines lines, String spool, String whenFull) {
    return Map.of(
        "argv",
        lines.argv(),
        "output",
        "binary",
        "window",
        WINDOW,
        "replay",
        0,
        "spool",
        spool,
        "when_full",
        whenFull);
  }

  /** A small disk below the server's own files. */
  private SmallDisk mountExecutions(int kibibytes) throws Exception {
    return SmallDisk.mount(Files.createDirectory(data.resolve("executions")), kibibytes);
  }

  private static JsonNode spoolOf(TestClient client) {
    return client.call("server.info", Map.of()).get("spool");
  }

  private static void awaitRefusal(TestClient client, String reason) {
    Deadline.await("a refusal: " + reason)
        .until(() -> spoolOf(client).get("refusals").get(reason).asLong() > 0);
  }

  private static void takeInAcknowledging(GatheredOutput output, RemoteCommand command) {
    Deadline.await("the end of " + command.id())
        .until(
            () -> {
              output.takeIn();
              command.acknowledge(output.length(StreamName.STDOUT), 0);
              return output.hasEnd();
            });
  }

  /**
   * Says what is missing, and why. On a disk that is full to the last page that could not be
   * written down, and then the end record says so.
   */
  private static void assertIncomplete(JsonNode transcript, String reason) {
    assertThat(transcript.get("complete").asBoolean()).isFalse();
    Path directory = Path.of(transcript.get("directory").asString());
    if (!transcript.has("sha256") && reason.equals("disk_full")) {
      assertThat(TranscriptVerifier.verify(directory, null).verdict())
          .isEqualTo(Verification.Verdict.LOST);
      return;
    }
    Verification verification =
        TranscriptVerifier.verify(directory, transcript.get("sha256").asString());
    assertThat(verification.verdict()).isEqualTo(Verification.Verdict.INCOMPLETE);
    assertThat(verification.findings())
        .isNotEmpty()
        .allMatch(finding -> finding.matches("bytes \\d+ to \\d+ of stdout are missing.*"))
        .anyMatch(finding -> finding.contains(reason));
  }

  private static void assertEnd(
      GatheredOutput output, RemoteCommand command, String reason, String spool, String whenFull) {
    LINES.assertAllButGaps(output);
    if (whenFull.equals("block")) {
      output.assertMatchesEnd();
    } else {
      assertThat(output.missingBytes(StreamName.STDOUT)).isPositive();
    }
    if (spool.equals("all")) {
      assertIncomplete(command.awaitCompleted().get("transcript"), reason);
    }
  }

  private void assertNothingIsLostWithoutAGap(String reason, String spool, String whenFull)
      throws Exception {
    boolean limited = !reason.equals("disk_full");
    String limit = Long.toString(limited ? DISK_BYTES : 1L << 40);
    try (CapturedLog log = CapturedLog.ofPackage(Spools.class);
        RunningTestServer server =
            RunningTestServer.startOn(
                data,
                "max-spool-bytes",
                reason.equals("total_limit") ? limit : Long.toString(1L << 40),
                "max-spool-bytes-per-execution",
                reason.equals("execution_limit") ? limit : Long.toString(1L << 40))) {
      TestClient client = server.connect();
      GatheredOutput output = new GatheredOutput();
      RemoteCommand command = client.execute(spooled(LINES, spool, whenFull));
      output.beginWith(command);

      awaitRefusal(client, reason);
      if (whenFull.equals("block")) {
        command.process().awaitStandstill();
        // What may wait for the disk is 1 MiB and a read; the pipe holds as much again as that
        // read.
        assertThat(command.process().writtenBytes()).isLessThan(DISK_BYTES + 5 * BLOCK);
      } else {
        client.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));
        assertThat(command.process().lives()).isFalse();
      }
      assertThat(spoolOf(client).get("used_bytes").asLong())
          .isBetween(DISK_BYTES - 2 * BLOCK, DISK_BYTES + BLOCK);
      takeInAcknowledging(output, command);

      assertEnd(output, command, reason, spool, whenFull);
      assertThat(log.valuesOf("output of a command does not come to the disk"))
          .anySatisfy(
              values ->
                  assertThat(values)
                      .containsEntry("reason", reason)
                      .containsEntry("execution_id", command.id()));
    }
  }

  @ParameterizedTest
  @CsvSource({"all, block", "all, drop_oldest", "overflow, block", "overflow, drop_oldest"})
  void shouldLoseNothingWithoutAGapWhenTheDiskIsFull(String spool, String whenFull)
      throws Exception {
    try (SmallDisk disk = mountExecutions(DISK_KIB)) {
      assertThat(disk.directory()).isEmptyDirectory();
      assertNothingIsLostWithoutAGap("disk_full", spool, whenFull);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "execution_limit, all, block",
    "execution_limit, all, drop_oldest",
    "execution_limit, overflow, block",
    "execution_limit, overflow, drop_oldest",
    "total_limit, all, block",
    "total_limit, all, drop_oldest",
    "total_limit, overflow, block",
    "total_limit, overflow, drop_oldest"
  })
  void shouldLoseNothingWithoutAGapWhenALimitIsReached(String reason, String spool, String whenFull)
      throws Exception {
    assertNothingIsLostWithoutAGap(reason, spool, whenFull);
  }

  @Test
  void shouldGoOnAndBeCompleteWhenTheDiskHasRoomAgain() throws Exception {
    NumberedLines lines = new NumberedLines(100_000);
    try (SmallDisk disk = mountExecutions(DISK_KIB);
        RunningTestServer server = RunningTestServer.startOn(data)) {
      Path ballast = Files.write(disk.directory().resolve("ballast"), new byte[3_500_000]);
      TestClient client = server.connect();
      GatheredOutput output = new GatheredOutput();
      RemoteCommand command = client.execute(spooled(lines, "all", "block"));
      output.beginWith(command);
      awaitRefusal(client, "disk_full");

      Files.delete(ballast);
      JsonNode status =
          client.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));
      assertThat(status.get("state").asString()).isEqualTo("completed");
      takeInAcknowledging(output, command);

      output.assertMatchesEnd();
      JsonNode transcript = command.awaitCompleted().get("transcript");
      assertThat(transcript.get("complete").asBoolean()).isTrue();
      Path directory = Path.of(transcript.get("directory").asString());
      assertThat(
              TranscriptVerifier.verify(directory, transcript.get("sha256").asString()).verdict())
          .isEqualTo(Verification.Verdict.UNCHANGED);
      assertThat(directory.resolve("stdout")).hasBinaryContent(lines.toBytes());
    }
  }

  @Test
  void shouldServeOnWhenAllOfTheDataDirectoryIsFull() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(data, DISK_KIB);
        RunningTestServer server = RunningTestServer.startOn(data)) {
      TestClient client = server.connect();
      GatheredOutput output = new GatheredOutput();
      RemoteCommand command = client.execute(spooled(LINES, "overflow", "block"));
      output.beginWith(command);
      awaitRefusal(client, "disk_full");
      assertThat(disk.directory()).isNotEmptyDirectory();

      assertThat(client.run(Map.of("argv", List.of("echo", "beside"))).stdout())
          .isEqualTo("beside\n");
      takeInAcknowledging(output, command);

      output.assertMatchesEnd();
      Deadline.await("what was read to be deleted")
          .until(() -> spoolOf(client).get("used_bytes").asLong() < BLOCK);
    }
  }
}
