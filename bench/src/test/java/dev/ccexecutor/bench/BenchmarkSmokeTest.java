package dev.ccexecutor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once in all its forms, to see that it works, not how fast it is. */
class BenchmarkSmokeTest {
  @TempDir private Path folder;

  /** All that JMH would run, so that none can be forgotten here. */
  static Stream<String> benchmarks() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), List.of())
        .stream()
        .map(BenchmarkListEntry::getUsername);
  }

  @ParameterizedTest
  @Timeout(60)
  @MethodSource("benchmarks")
  void shouldGiveResultWhenRunOnce(String benchmark) throws RunnerException {
    Collection<RunResult> results = new Runner(once(benchmark)).run();

    assertThat(results)
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }

  /** In this JVM, one call each, without warming up. */
  private Options once(String benchmark) {
    return new OptionsBuilder()
        .include("^" + Pattern.quote(benchmark) + "$")
        .param("lines", "SHORT") // Each starts a server; other lines take no other way.
        .mode(Mode.SingleShotTime)
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .shouldFailOnError(true)
        .output(folder.resolve("jmh.log").toString())
        .build();
  }
}
