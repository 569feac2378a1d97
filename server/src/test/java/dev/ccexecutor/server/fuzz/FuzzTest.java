package dev.ccexecutor.server.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every seed, and a number of inputs that Jazzer makes of them, others in each run. */
@Timeout(value = 12, unit = TimeUnit.HOURS) // Each run of Jazzer has an end of its own.
class FuzzTest {
  /** For long runs: {@code -Dfuzz.minutes=…}, of all targets together. */
  private static final String MINUTES_PROPERTY = "fuzz.minutes";

  /** To repeat a run: {@code -Dfuzz.seed=…}. */
  private static final String SEED_PROPERTY = "fuzz.seed";

  private static final int MINUTES = Integer.getInteger(MINUTES_PROPERTY, 0);

  @AfterAll
  static void stopServer() throws IOException {
    FuzzedServer.stop();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldKeepItsPromisesWhenInputIsASeed(Target target, String name) throws Exception {
    feed(target, Files.readAllBytes(target.seeds().resolve(name)));
  }

  static Stream<Object[]> seeds() throws IOException {
    List<Object[]> seeds = new ArrayList<>();
    for (Target target : Target.values()) {
      try (Stream<Path> files = Files.list(target.seeds())) {
        files
            .sorted()
            .forEach(file -> seeds.add(new Object[] {target, file.getFileName().toString()}));
      }
    }
    return seeds.stream();
  }

  private static void feed(Target target, byte[] input) throws Exception {
    try {
      target.type().getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    }
    if (target.feedsServer()) {
      FuzzedServer.get().check();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepItsPromisesWhenInputsAreMadeUp(Target target) throws Exception {
    long seed = Long.getLong(SEED_PROPERTY, new Random().nextInt(1, Integer.MAX_VALUE));

    JazzerRun run = new JazzerRun(target);

    if (MINUTES > 0) {
      run.forMinutes(MINUTES / (double) Target.values().length, seed);
    } else {
      run.forInputs(target.inputs(), seed);
    }
  }
}
