package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that are cut off a thousand times in all, by a reset, by a network that is gone, by a
 * machine that sleeps, and in the middle of coming back: each gets every line exactly once, or is
 * told what is gone where nothing was asked to keep it.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class CutOffStressTest {

  /** To repeat a run: {@code -Dcc-executor.stress.seed=…}. The moments are the machine's. */
  private static final String SEED_PROPERTY = "cc-executor.stress.seed";

  /** For long runs: {@code -Dcc-executor.stress.cuts=…}, of all tests of this class together. */
  private static final String CUTS_PROPERTY = "cc-executor.stress.cuts";

  private static final int CUTS = Integer.getInteger(CUTS_PROPERTY, 1000);
  private static final int TESTS = 6;
  private static final int CLIENTS = 2;

  @RegisterExtension
  static final ServerUnderTest server = ServerUnderTest.detectingLeaks(Footprint.FEW_LOOPS);

  @ParameterizedTest
  @CsvSource({
    "WINDOW, TEXT",
    "WINDOW, BINARY",
    "SPOOL, TEXT",
    "SPOOL, BINARY",
    "REPLAY, TEXT",
    "REPLAY, BINARY"
  })
  void shouldGetEveryLineOnceWhenCutOffAtAnyMoment(OutputKeeping keeping, OutputForm form)
      throws Exception {
    long seed = Long.getLong(SEED_PROPERTY, new Random().nextLong());
    long begin = System.nanoTime();
    try {
      CutOffClient.Outcome outcome = runAll(keeping, form, seed);
      report(keeping, form, outcome, System.nanoTime() - begin);
      assertThat(outcome.cuts()).isGreaterThanOrEqualTo(CUTS / TESTS);
      assertThat(server.survivors()).isEmpty();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with -D" + SEED_PROPERTY + "=" + seed, e);
    }
  }

  private static CutOffClient.Outcome runAll(OutputKeeping keeping, OutputForm form, long seed)
      throws Exception {
    List<Future<CutOffClient.Outcome>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(seed + client);
        runs.add(threads.submit(() -> runOne(keeping, form, random)));
      }
    }
    CutOffClient.Outcome all = CutOffClient.Outcome.NONE;
    for (Future<CutOffClient.Outcome> run : runs) {
      all = all.plus(run.get());
    }
    return all;
  }

  /** Each execution's life has its end, so it takes as many of them as are cut off often enough. */
  private static CutOffClient.Outcome runOne(OutputKeeping keeping, OutputForm form, Random random)
      throws Exception {
    CutOffClient.Outcome all = CutOffClient.Outcome.NONE;
    while (all.cuts() * CLIENTS * TESTS < CUTS) {
      all = all.plus(new CutOffClient(server, keeping, form, random).run());
    }
    return all;
  }

  /** For people: how much there was to lose. */
  private static void report(
      OutputKeeping keeping, OutputForm form, CutOffClient.Outcome outcome, long nanos) {
    System.out.printf(
        "cut off %d times, %s, %s: %d bytes got, %d told to be gone, in %.1f s%n",
        outcome.cuts(),
        keeping,
        form.wireName(),
        outcome.bytes() - outcome.missingBytes(),
        outcome.missingBytes(),
        nanos / (double) TimeUnit.SECONDS.toNanos(1));
  }
}
