package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.LatencySummary;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.ServerFacts;
import dev.ccexecutor.stress.result.StressRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Runs as they may come out. */
final class RunFixture {
  static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678Z");
  static final String HOSTILE =
      "</x><b onclick='a'>\"quoted\" ]]> & a|b `c` *d* [e](f) \u0000\u001b[31m\ud800 \n# 😀";

  static final ScenarioResult PASSED =
      new ScenarioResult(
          "echo",
          "simple",
          Outcome.PASSED,
          "",
          STARTED,
          Duration.ofMillis(1500),
          10,
          2048,
          List.of(new CheckResult("bytes", true, "2048", "2048")),
          new LatencySummary(10, 1.5, 2.5, 3.5),
          LatencySummary.NONE);

  static final ScenarioResult FAILED =
      new ScenarioResult(
          "yes",
          "flood",
          Outcome.FAILED,
          "a check did not hold",
          STARTED.plusSeconds(2),
          Duration.ofSeconds(3),
          8,
          1 << 20,
          List.of(
              new CheckResult("first held", true, "1", "1"),
              new CheckResult("checksum", false, "crc32c 00000001", "crc32c ffffffff")),
          new LatencySummary(8, 4, 5, 6),
          new LatencySummary(2, 7, 8, 9));

  static final ScenarioResult SKIPPED =
      new ScenarioResult(
          "claude",
          "simple",
          Outcome.SKIPPED,
          "there is no claude",
          STARTED.plusSeconds(5),
          Duration.ZERO,
          0,
          0,
          List.of(),
          LatencySummary.NONE,
          LatencySummary.NONE);

  private RunFixture() {}

  static StressRun mixed() {
    List<Sample> samples =
        List.of(
            new Sample(1000, "echo", 100 << 20, 50, 30, 2, 1024, 0.5),
            new Sample(2000, "", Sample.UNKNOWN, -1, -1, -1, Double.NaN, Double.NaN),
            new Sample(3000, "yes", 120 << 20, 60, 31, 8, 1 << 20, 12.5));
    return run(List.of(PASSED, FAILED, SKIPPED), samples);
  }

  /** All words that come from outside say the same evil thing. */
  static StressRun hostile() {
    ScenarioResult result =
        new ScenarioResult(
            HOSTILE,
            HOSTILE,
            Outcome.FAILED,
            HOSTILE,
            STARTED,
            Duration.ofSeconds(1),
            1,
            1,
            List.of(new CheckResult(HOSTILE, false, HOSTILE, HOSTILE)),
            LatencySummary.NONE,
            LatencySummary.NONE);
    return run(List.of(result), List.of());
  }

  static StressRun empty() {
    return run(List.of(), List.of());
  }

  private static StressRun run(List<ScenarioResult> results, List<Sample> samples) {
    ServerFacts server =
        new ServerFacts(
            "1.0.0",
            "ws://127.0.0.1:8004/ws",
            true,
            OptionalLong.of(4711),
            2,
            8L << 30,
            "25.0.1",
            "Linux 6.1");
    return new StressRun("marker-1", STARTED, STARTED.plusSeconds(6), server, results, samples);
  }
}
