package dev.ccexecutor.server.execution.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many short lives of logs with all that may happen to them, at random. A seed that failed is to be
 * run again with {@code -Dmodel.seed}.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OutputLogModelTest {
  private static final int RUNS = 3_000;

  @TempDir private Path directory;

  @Test
  void shouldKeepToThePlainAccountWhateverHappens() throws IOException {
    Path sliceable = Files.createFile(directory.resolve("sliceable"));
    Long seed = Long.getLong("model.seed");
    long first = seed == null ? System.nanoTime() : seed;
    for (long one = first; one < (seed == null ? first + RUNS : first + 1); one++) {
      run(one, sliceable);
    }
  }

  private static void run(long seed, Path sliceable) {
    ModelSettings settings = null;
    try (ModelRun run = new ModelRun(seed, sliceable)) {
      settings = run.settings();
      run.run();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ": " + settings, e);
    }
  }
}
