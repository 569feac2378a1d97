package dev.ccexecutor.server.execution.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many short lives of logs with all that may happen to them: the same ones each time, so that a
 * change that breaks something is what makes it fail. Others are tried with {@code
 * -Dmodel.firstSeed}.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OutputLogModelTest {
  private static final int RUNS = 3_000;

  /**
   * Lives in which an observer waits for the newest while what the owner was sent and never
   * acknowledged stays; and in which an owner, or another observer, begins with all that an
   * observer had held.
   */
  private static final long[] LARGE_SEEDS = {32051915349513L, 770016325L, 16882L};

  @TempDir private Path directory;

  @Test
  void shouldKeepToThePlainAccountWhateverHappens() throws IOException {
    Path sliceable = Files.createFile(directory.resolve("sliceable"));
    long first = Long.getLong("model.firstSeed", 1);
    for (long seed : LARGE_SEEDS) {
      run(seed, sliceable);
    }
    for (long seed = first; seed < first + RUNS; seed++) {
      run(seed, sliceable);
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
