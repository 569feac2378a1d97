package dev.ccexecutor.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.config.InvalidValueException;
import dev.ccexecutor.server.config.LogLevels;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@Timeout(60)
class LevelFileTest {
  private static final LogLevels OTHERS = LogLevels.of(Level.WARN);

  @TempDir Path directory;

  private final AtomicReference<LogLevels> inForce = new AtomicReference<>();

  private void await(String levels) {
    Deadline.await(levels).until(() -> inForce.get().toString().equals(levels));
  }

  @Test
  void shouldFollowTheFileWhenItComesChangesAndGoes() throws Exception {
    Path file = directory.resolve("levels");
    try (LevelFile levels = LevelFile.follow(file, OTHERS, inForce::set)) {
      assertThat(levels).isNotNull();
      assertThat(inForce.get()).isEqualTo(OTHERS);
      Files.writeString(file, "debug\n# the sockets\ntransport=trace\n");
      await("debug,transport=trace");
      Files.writeString(file, "");
      await("warn");
      Files.writeString(file, "error");
      await("error");
      Files.delete(file);
      await("warn");
    }
  }

  @Test
  void shouldKeepTheOldOnesAndSayWhyWhenTheNewCannotBeUsed() throws Exception {
    Path file = directory.resolve("levels");
    Files.writeString(file, "info");
    try (CapturedLog log = CapturedLog.ofPackage(LevelFile.class);
        LevelFile levels = LevelFile.follow(file, OTHERS, inForce::set)) {
      assertThat(levels).isNotNull();
      Files.writeString(file, "loud");
      Deadline.await("the problem to be told")
          .until(() -> !log.valuesOf("the new log levels can't be used; the old stay").isEmpty());
      assertThat(inForce.get()).isEqualTo(LogLevels.of(Level.INFO));
    }
  }

  @Test
  void shouldSayWhatIsWrongWithTheFileWhenItCannotBeRead() throws Exception {
    Path file = directory.resolve("levels");
    try (CapturedLog log = CapturedLog.ofPackage(LevelFile.class);
        LevelFile levels = LevelFile.follow(file, OTHERS, inForce::set)) {
      assertThat(levels).isNotNull();
      Files.createDirectory(file);
      Deadline.await("the problem to be told")
          .until(
              () ->
                  log.valuesOf("the new log levels can't be used; the old stay").stream()
                      .anyMatch(values -> values.get("problem").contains("is no regular file")));
      assertThat(inForce.get()).isEqualTo(OTHERS);
    }
  }

  @Test
  void shouldRefuseWhenTheFileNamesNoLevelsAtTheStart() throws IOException {
    Path file = Files.writeString(directory.resolve("levels"), "transport=loud,info");

    assertThatThrownBy(() -> LevelFile.follow(file, OTHERS, inForce::set))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> LevelFile.follow(directory, OTHERS, inForce::set))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no regular file");
  }
}
