package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Output that a model has checked, on a real server. */
@Timeout(60)
class VerifyToolTest {
  @TempDir private Path directory;

  private static JsonNode execute(RecordedCall call, String command, boolean transcript)
      throws InterruptedException {
    return CalledTool.document(
        "execute", Map.of("command", command, "transcript", transcript), call);
  }

  private static JsonNode verify(RecordedCall call, String id) throws InterruptedException {
    JsonNode document = CalledTool.document("verify_execution", Map.of("execution_id", id), call);
    assertThat(document.get("execution_id").asString()).isEqualTo(id);
    return document;
  }

  @Test
  void shouldTellWhetherItIsWhatWasWrittenWhenItHasEnded() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      RecordedCall call = RecordedCall.on(server.port());
      JsonNode whole = execute(call, "seq 1 500000; echo x >&2", true);
      JsonNode cut = execute(call, "yes | head -c 5000000", false);
      JsonNode small = execute(call, "echo small", false);
      String running =
          CalledTool.document("execute_background", Map.of("command", "sleep 1000"), call)
              .get("execution_id")
              .asString();

      JsonNode verified = verify(call, whole.get("execution_id").asString());
      assertThat(verified.get("verdict").asString()).isEqualTo("verified");
      assertThat(verified.at("/stdout/bytes").asLong())
          .isEqualTo(whole.at("/stdout/bytes").asLong());
      assertThat(verified.at("/stdout/crc32c").asString())
          .isEqualTo(whole.at("/stdout/crc32c").asString());
      assertThat(verified.at("/stderr/bytes").asLong()).isEqualTo(2);
      JsonNode incomplete = verify(call, cut.get("execution_id").asString());
      assertThat(incomplete.get("verdict").asString()).isEqualTo("incomplete");
      assertThat(incomplete.at("/stdout/missing_bytes").asLong())
          .isEqualTo(5_000_000 - incomplete.at("/stdout/bytes").asLong())
          .isPositive();
      assertThat(verify(call, small.get("execution_id").asString()).get("verdict").asString())
          .isEqualTo("verified");
      assertThat(verify(call, running).get("verdict").asString()).isEqualTo("running");
      call.awaitClosed();
    }
  }

  @Test
  void shouldSayThatItIsNotWhatWasWrittenWhenAByteOnDiskWasChanged() throws Exception {
    try (RunningTestServer server = RunningTestServer.startOn(directory)) {
      RecordedCall call = RecordedCall.on(server.port());
      String id = execute(call, "seq 1 50000", true).get("execution_id").asString();

      change(directory, id);

      JsonNode document = verify(call, id);
      assertThat(document.get("verdict").asString()).isEqualTo("mismatch");
      assertThat(document.at("/stdout/bytes")).isEqualTo(document.at("/stdout/expected_bytes"));
      assertThat(document.at("/stdout/crc32c"))
          .isNotEqualTo(document.at("/stdout/expected_crc32c"));
      assertThat(document.at("/stderr/verdict").asString()).isEqualTo("verified");
      call.awaitClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellWhichOutputIsDamagedWhenItsFileIsCutOrGone(boolean gone) throws Exception {
    try (RunningTestServer server = RunningTestServer.startOn(directory)) {
      ClientOptions once = ClientOptions.defaults().withReconnectMillis(0);
      RecordedCall call = RecordedCall.on(server.port(), once);
      String id = execute(call, "seq 1 100000; echo e >&2", true).get("execution_id").asString();
      Path stdout = stdout(directory, id);
      if (gone) {
        Files.delete(stdout);
      } else {
        try (FileChannel channel = FileChannel.open(stdout, StandardOpenOption.WRITE)) {
          channel.truncate(100);
        }
      }

      JsonNode document = verify(call, id);
      assertThat(document.get("verdict").asString()).isEqualTo("incomplete");
      assertThat(document.at("/stdout/verdict").asString()).isEqualTo("incomplete");
      assertThat(document.at("/stdout/missing_bytes").asLong())
          .isEqualTo(588_895 - document.at("/stdout/bytes").asLong())
          .isGreaterThanOrEqualTo(588_795);
      assertThat(document.at("/stderr/verdict").asString()).isEqualTo("verified");
      assertThat(document.at("/stderr/bytes").asInt()).isEqualTo(2);
      Map<String, Object> damaged = Map.of("execution_id", id, "offset", 1000);
      if (gone) {
        assertThat(CalledTool.document("execution_output", damaged, call).at("/gap/to").asLong())
            .isEqualTo(588_895);
      } else {
        assertThat(CalledTool.refusal("execution_output", damaged, call))
            .contains("transcript on disk is probably damaged", "verify_execution");
      }
      assertThat(
              CalledTool.document(
                      "execution_output", Map.of("execution_id", id, "stream", "stderr"), call)
                  .get("text")
                  .asString())
          .isEqualTo("e\n");
    }
  }

  @Test
  void shouldGiveUpWhenAClientThatReconnectsMeetsADamagedFileAgainAndAgain() throws Exception {
    try (RunningTestServer server = RunningTestServer.startOn(directory)) {
      RecordedCall call = RecordedCall.on(server.port());
      String id = execute(call, "seq 1 100000; echo e >&2", true).get("execution_id").asString();
      try (FileChannel channel =
          FileChannel.open(stdout(directory, id), StandardOpenOption.WRITE)) {
        channel.truncate(100);
      }

      JsonNode document = verify(call, id);
      assertThat(document.at("/stdout/verdict").asString()).isEqualTo("incomplete");
      assertThat(document.at("/stderr/verdict").asString()).isEqualTo("verified");
      assertThat(
              CalledTool.refusal(
                  "execution_output", Map.of("execution_id", id, "offset", 1000), call))
          .contains("transcript on disk is probably damaged");
      call.awaitClosed();
    }
  }

  /** Turns one digit of its standard output into another. */
  private static void change(Path data, String id) throws Exception {
    try (FileChannel channel = FileChannel.open(stdout(data, id), StandardOpenOption.WRITE)) {
      assertThat(channel.write(ByteBuffer.wrap(new byte[] {'7'}), 0)).isEqualTo(1);
    }
  }

  /** The file of its standard output, such as can be written to. */
  private static Path stdout(Path data, String id) throws Exception {
    try (Stream<Path> files = Files.walk(data)) {
      Path stdout =
          files
              .filter(file -> file.getFileName().toString().equals("stdout"))
              .filter(file -> file.toString().contains(id))
              .findFirst()
              .orElseThrow();
      return Files.setPosixFilePermissions(stdout, PosixFilePermissions.fromString("rw-------"));
    }
  }
}
