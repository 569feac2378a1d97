package dev.ccexecutor.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.testkit.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class LineFileTest {
  /** So much does a tmpfs give at once; a file of this size has no room of its own left. */
  private static final int PAGE_BYTES = 4096;

  @TempDir Path directory;

  @Test
  void shouldSpoilNoLineWhenATornOneCouldNotBeEndedAtFirst() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")), 64);
        LineFile file = new LineFile(disk.directory().resolve("log"), 1 << 20, 1)) {
      String torn = "t".repeat(PAGE_BYTES);
      Files.writeString(disk.directory().resolve("log"), torn);
      Path filler = disk.directory().resolve("filler");
      fill(filler);
      assertThatThrownBy(() -> file.append(line("lost"))).isInstanceOf(IOException.class);

      Files.delete(filler);
      file.append(line("whole"));

      assertThat(Files.readString(disk.directory().resolve("log"))).isEqualTo(torn + "\nwhole\n");
    }
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void fill(Path file) {
    byte[] block = new byte[PAGE_BYTES];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }
}
