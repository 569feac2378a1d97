package dev.ccexecutor.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.config.LogConfig;
import dev.ccexecutor.server.config.LogFormat;
import dev.ccexecutor.server.config.LogLevels;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.SmallDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@Timeout(60)
class LogFileTest {
  private static final int MAX_BYTES = 64 * 1024;

  @TempDir Path directory;

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final PrintStream processStderr = System.err;

  @BeforeEach
  void captureStderr() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    context.stop();
    System.setErr(processStderr);
  }

  private void configure(Path file, int maxFiles) throws IOException {
    LogConfig config =
        new LogConfig(
            LogLevels.of(Level.INFO),
            Optional.empty(),
            LogFormat.AUTO,
            Optional.of(file),
            MAX_BYTES,
            maxFiles);
    Logging.configure(context, config, LineStyle.JSON);
  }

  private static void awaitText(Path file, String text) {
    Deadline.await(text + " in " + file)
        .until(() -> Files.exists(file) && Files.readString(file).contains(text));
  }

  @Test
  void shouldKeepSoManyFilesOfTheSizeWhenLinesAreManyAndLoseNone() throws IOException {
    Path file = directory.resolve("log");
    configure(file, 3);
    String padding = "x".repeat(1000);
    for (int i = 0; i < 150; i++) {
      logger.info("line {} {}", i, padding);
    }
    context.stop();

    assertThat(names()).containsExactly("log", "log.1", "log.2");
    for (String name : names()) {
      assertThat(Files.size(directory.resolve(name))).isLessThanOrEqualTo(MAX_BYTES);
    }
    List<String> kept =
        Stream.of("log.2", "log.1", "log")
            .flatMap(name -> read(directory.resolve(name)).lines())
            .map(line -> Json.MAPPER.readTree(line).path("formattedMessage").stringValue())
            .map(message -> message.split(" ", 3)[1])
            .toList();
    assertThat(kept).hasSizeGreaterThan(100).endsWith("148", "149");
    int first = Integer.parseInt(kept.getFirst());
    assertThat(kept)
        .containsExactlyElementsOf(
            Stream.iterate(first, i -> i + 1).limit(150L - first).map(String::valueOf).toList());
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void shouldGoOnInANewFileWhenTheOldOneWasMovedOrRemoved() throws IOException {
    Path file = directory.resolve("log");
    configure(file, 2);
    logger.info("first");
    awaitText(file, "first");

    Files.move(file, directory.resolve("rotated"));
    logger.info("second");
    awaitText(file, "second");
    Files.delete(file);
    logger.info("third");
    awaitText(file, "third");

    assertThat(Files.readString(directory.resolve("rotated")))
        .contains("first")
        .doesNotContain("second");
  }

  @Test
  void shouldCountWhatIsLostAndGoOnWhenTheDiskIsFull() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")), 64)) {
      Path file = disk.directory().resolve("log");
      configure(file, 2);
      Path filler = disk.directory().resolve("filler");
      fill(filler);
      for (int i = 0; i < 100; i++) {
        logger.info("lost or not {}", "x".repeat(1000));
      }
      Deadline.await("stderr to be told")
          .until(() -> stderr.toString(StandardCharsets.UTF_8).contains("can't be written"));

      Files.delete(filler);
      Deadline.await("a line to come through")
          .until(
              () -> {
                logger.info("through");
                return Files.readString(file).contains("through");
              });
      List<String> lines = Files.readString(file).lines().toList();
      assertThat(lines).allSatisfy(line -> assertThat(Json.MAPPER.readTree(line)).isNotNull());
      long told =
          lines.stream()
              .map(Json.MAPPER::readTree)
              .filter(
                  line -> line.path("formattedMessage").asString("").startsWith("log lines lost"))
              .mapToLong(line -> line.path("dropped_lines").longValue())
              .sum();
      long written = lines.stream().filter(line -> line.contains("lost or not")).count();
      assertThat(told + written).isGreaterThanOrEqualTo(100);
      context.stop(); // Ahead of the disk.
    }
  }

  private static void fill(Path file) {
    byte[] block = new byte[4096];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  @Test
  void shouldRefuseWhenTheFileCannotBeWritten() {
    assertThatThrownBy(() -> configure(directory.resolve("no/such/folder/log"), 2))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> configure(directory, 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no regular file");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
