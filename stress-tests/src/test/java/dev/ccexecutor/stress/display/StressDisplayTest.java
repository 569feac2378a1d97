package dev.ccexecutor.stress.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.posix.WindowSize;
import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.LatencySummary;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.ServerFacts;
import dev.ccexecutor.stress.result.StressRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StressDisplayTest {
  private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");
  private static final Sample SAMPLE = new Sample(1000, "echo", 100 << 20, 50, 30, 2, 1 << 20, 0.5);

  private final AtomicLong nanos = new AtomicLong();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void shouldPrintALineForEachScenarioWhenThereIsNoTerminal() {
    try (StressDisplay display = display(out, false)) {
      display.onScenarioStarted("echo", "simple");
      display.onSample(SAMPLE);
      display.onScenarioEnded(result("echo", Outcome.PASSED, "", List.of()));
      display.onScenarioStarted("yes", "simple");
      display.onScenarioEnded(
          result(
              "yes",
              Outcome.FAILED,
              "a check did not hold",
              List.of(new CheckResult("crc", false, "1", "2\u001b[2J"))));
      display.onScenarioEnded(result("claude", Outcome.SKIPPED, "there is none", List.of()));
      display.onRunEnded(run());
    }

    assertThat(text().lines())
        .containsExactly(
            "[ 1/12] simple/echo: passed in 1.50 s, 10 executions, 2.0 KiB",
            "[ 2/12] simple/yes: FAILED in 1.50 s: a check did not hold",
            "    crc: expected 1; seen 2\\u001b[2J",
            "[ 3/12] simple/claude: skipped: there is none",
            "3 scenarios in 6.00 s: 1 passed, 1 failed, 1 skipped");
  }

  @Test
  void shouldPrintALineAMinuteWhenAScenarioTakesLong() {
    try (StressDisplay display = display(out, false)) {
      display.onScenarioStarted("soak", "long");
      for (int second = 1; second <= 130; second++) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        display.onSample(SAMPLE);
      }
      display.onScenarioEnded(result("soak", Outcome.SKIPPED, "enough", List.of()));
      nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
      display.onSample(SAMPLE);
    }

    String figures = "output 1.0 MiB/s, memory 100.0 MiB, fds 50, live 2, ping 0.50 ms";
    assertThat(text().lines())
        .containsExactly(
            "[ 1/12] long/soak: running for 1m0s, " + figures,
            "[ 1/12] long/soak: running for 2m0s, " + figures,
            "[ 1/12] simple/soak: skipped: enough");
  }

  @Test
  void shouldShowWhatIsKnownWhenItIsOnATerminal() {
    try (StressDisplay display = display(out, true)) {
      display.onScenarioStarted("echo", "simple");
      display.onSample(SAMPLE);
      await().until(() -> text().contains("memory 100.0 MiB"));
      assertThat(shown().get(0)).startsWith("[ 1/12] simple/echo, 0s");
      assertThat(shown().get(2))
          .isEqualTo("output 1.0 MiB/s, memory 100.0 MiB, fds 50, live 2, ping 0.50 ms");

      display.onScenarioEnded(result("echo", Outcome.FAILED, "lost", List.of()));
      await().until(() -> text().contains("1 failed"));
      assertThat(shown().get(0)).isEqualTo("[ 1/12] simple/echo: FAILED in 1.50 s: lost");
      assertThat(shown().get(1)).isEqualTo("[ 1/12] between scenarios");

      display.onSample(new Sample(2000, "", -1, -1, -1, -1, Double.NaN, Double.NaN));
      await().until(() -> text().contains("output –, memory –, fds –, live –, ping –"));
    }

    assertThat(shown()).containsExactly("[ 1/12] simple/echo: FAILED in 1.50 s: lost");
  }

  @Test
  void shouldHoldUpNobodyWhenTheTerminalTakesNothing() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    OutputStream stopped =
        new OutputStream() {
          @Override
          public void write(int each) {
            throw new UnsupportedOperationException("in one piece, or not at all");
          }

          @Override
          public void write(byte[] bytes, int offset, int count) {
            stuck.countDown();
            awaitQuietly(goOn);
          }
        };
    StressDisplay display = display(stopped, false);
    display.onScenarioEnded(result("first", Outcome.PASSED, "", List.of()));
    stuck.await();
    // This would not return.
    display.onScenarioStarted("second", "simple");
    display.onSample(SAMPLE);
    display.onScenarioEnded(result("second", Outcome.PASSED, "", List.of()));
    goOn.countDown();
    display.close();
    assertThat(displayThreads()).isZero();
  }

  @Test
  void shouldLeaveTheRunAloneWhenNobodyReads() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int each) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    StressDisplay display = display(gone, false);
    display.onScenarioEnded(result("first", Outcome.PASSED, "", List.of()));
    await().until(() -> displayThreads() == 0);
    display.onScenarioEnded(result("second", Outcome.PASSED, "", List.of()));
    display.close();
  }

  private StressDisplay display(OutputStream out, boolean live) {
    return new StressDisplay(out, 12, live, () -> new WindowSize(100, 24), () -> true, nanos::get);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> shown() {
    return new TerminalScreen(100).write(text()).rows();
  }

  private static ScenarioResult result(
      String name, Outcome outcome, String reason, List<CheckResult> checks) {
    return new ScenarioResult(
        name,
        "simple",
        outcome,
        reason,
        STARTED,
        Duration.ofMillis(1500),
        10,
        2048,
        checks,
        LatencySummary.NONE,
        LatencySummary.NONE);
  }

  private static StressRun run() {
    ServerFacts server =
        new ServerFacts("1.0.0", "ws://127.0.0.1/ws", true, OptionalLong.empty(), 0, 0, "", "");
    return new StressRun("m", STARTED, STARTED.plusSeconds(6), server, List.of(), List.of());
  }

  private static long displayThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("stress-display"))
        .count();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
