package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code spool: overflow} brings to disk goes again. */
@Timeout(60)
class OverflowTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path dataDirectory;

  private Path executions() {
    return dataDirectory.resolve("executions");
  }

  private static List<Path> in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long bytesOnDisk() {
    return in(executions()).stream()
        .flatMap(directory -> in(directory).stream())
        .mapToLong(file -> file.toFile().length())
        .sum();
  }

  @RepeatedTest(5)
  void shouldLeaveNothingOnDiskWhenTheServerStops() throws Exception {
    try (RunningTestServer server = RunningTestServer.startOn(dataDirectory)) {
      TestClient client = server.connectWithSubprotocol();
      for (int i = 0; i < 8; i++) {
        RemoteCommand command =
            client.execute(
                Map.of(
                    "argv",
                    List.of("head", "-c", "3000000", "/dev/zero"),
                    "spool",
                    "overflow",
                    "output",
                    "binary",
                    "window",
                    4096));
        Deadline.await("its end")
            .until(() -> command.status().get("state").asString().equals("completed"));
      }
      assertThat(in(executions())).hasSize(8);
    }

    assertThat(in(executions())).isEmpty();
  }

  @Test
  void shouldFreeTheDiskWhenTheReaderHasComeThroughWhatFilledIt() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.startOn(
            dataDirectory, "max-spool-bytes-per-execution", Long.toString(20L * MIB))) {
      TestClient client = server.connectWithSubprotocol();
      RemoteCommand command =
          client.execute(
              Map.of(
                  "command",
                  "head -c " + 20 * MIB + " /dev/zero; exec sleep 1000",
                  "spool",
                  "overflow",
                  "output",
                  "binary",
                  "replay",
                  2 * MIB,
                  "window",
                  MIB));
      Deadline.await("the disk to be full").until(() -> bytesOnDisk() > 19L * MIB - MIB / 2);

      Deadline.await("all to be acknowledged and the disk to be free")
          .until(
              () -> {
                command.acknowledge(20L * MIB, 0);
                return bytesOnDisk() < 9L * MIB;
              });
      command.control("KILL");
    }
  }
}
