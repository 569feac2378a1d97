package dev.ccexecutor.bench.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StartFiguresSmokeTest {
  @TempDir Path directory;

  @Test
  void shouldPrintBothStartsWhenItMeasures() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    new StartFigures(out, installedLauncher()).measure(1, 0);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsPattern(
            "`serve` \\| `listening on` \\| \\d+ ms .* \\| \\d+ ms .* \\| \\d\\.\\d\\d")
        .containsPattern("`run -- true` \\| exit \\| \\d+ ms .* \\| \\d+ ms .* \\| \\d\\.\\d\\d");
  }

  /** Without sources beside it, so that it builds nothing. */
  private Path installedLauncher() throws IOException {
    Path jar = Path.of(System.getProperty("cc-executor.server.jar")).toAbsolutePath().normalize();
    Path target = Files.createDirectories(directory.resolve("server/target/lib")).getParent();
    Files.copy(jar, target.resolve(jar.getFileName()));
    try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
      for (Path library : libraries.toList()) {
        Files.copy(library, target.resolve("lib").resolve(library.getFileName()));
      }
    }
    Path launcher = directory.resolve("cc-executor");
    return Files.copy(jar.resolve("../../../cc-executor").normalize(), launcher);
  }
}
