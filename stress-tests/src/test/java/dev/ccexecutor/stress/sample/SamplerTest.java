package dev.ccexecutor.stress.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.stress.result.Sample;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SamplerTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  private final HeardSamples heard = new HeardSamples();

  @Test
  void shouldTellEachSampleToItsListenerWhenItRuns() {
    Sampler sampler = sampler(List.of(new ProcessGauges(ProcessHandle.current().pid())), heard);
    sampler.scenario("flood");
    sampler.start();
    await().until(() -> heard.samples().size() >= 3);
    sampler.close();

    assertThat(sampler.samples()).containsExactlyElementsOf(heard.samples());
    assertThat(heard.samples())
        .allSatisfy(
            sample -> {
              assertThat(sample.scenario()).isEqualTo("flood");
              assertThat(sample.residentBytes()).isGreaterThan(1 << 20);
              assertThat(sample.openFiles()).isPositive();
              assertThat(sample.threads()).isPositive();
              assertThat(sample.liveExecutions()).isEqualTo(Sample.UNKNOWN);
              assertThat(sample.outputBytesPerSecond()).isNaN();
              assertThat(sample.probeMillis()).isNaN();
            });
    assertThat(heard.samples()).extracting(Sample::elapsedMillis).isSorted();
  }

  @Test
  void shouldTakeTheRateOfTheFirstSourceThatHasOneWhenSeveralCount() {
    AtomicLong received = new AtomicLong();
    GaugeSource silent = () -> Gauges.NONE;
    GaugeSource clients = GaugeSource.ofClients(() -> received.addAndGet(1 << 20));
    Sampler sampler = sampler(List.of(silent, clients), heard);
    sampler.start();
    await().until(() -> heard.samples().size() >= 3);
    sampler.close();

    // Nothing is known of the time before the first look.
    assertThat(heard.samples().getFirst().outputBytesPerSecond()).isNaN();
    assertThat(heard.samples().get(1).outputBytesPerSecond()).isPositive();
  }

  @Test
  void shouldTellNothingMoreWhenItWasClosed() {
    Sampler sampler = sampler(List.of(), heard);
    sampler.start();
    await().until(() -> !heard.samples().isEmpty());
    sampler.close();
    List<Sample> then = heard.samples();

    assertThat(samplerThreads()).isZero();
    assertThat(heard.samples()).isEqualTo(then);
  }

  @Test
  void shouldEndWhenASourceHangs() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    GaugeSource hanging =
        () -> {
          reading.countDown();
          never.await();
          return Gauges.NONE;
        };
    Sampler sampler = sampler(List.of(hanging), heard);
    sampler.start();
    reading.await();
    sampler.close();

    assertThat(samplerThreads()).isZero();
    assertThat(sampler.samples()).isEmpty();
  }

  @Test
  void shouldSayThatItHasEndedWhenAListenerFails() {
    HeardSamples broken =
        new HeardSamples() {
          @Override
          public void onSample(Sample sample) {
            throw new IllegalStateException("broken");
          }
        };
    Sampler sampler = sampler(List.of(), broken);
    sampler.start();
    await().until(() -> samplerThreads() == 0);

    assertThatThrownBy(sampler::close)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("broken");
  }

  @Test
  void shouldKnowNothingWhenAProcessHasEnded() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();

    assertThat(new ProcessGauges(process.pid()).read()).isEqualTo(Gauges.NONE);
  }

  @Test
  void shouldCountFromNothingKnownWhenATotalBeginsAnew() {
    OutputRate rate = new OutputRate();

    assertThat(rate.update(100, 0)).isNaN();
    assertThat(rate.update(300, 2_000_000_000L)).isEqualTo(100);
    assertThat(rate.update(50, 3_000_000_000L)).isNaN();
    assertThat(rate.update(Double.NaN, 4_000_000_000L)).isNaN();
    assertThat(rate.update(60, 5_000_000_000L)).isNaN();
    assertThat(rate.update(60, 6_000_000_000L)).isZero();
  }

  private static Sampler sampler(List<GaugeSource> sources, HeardSamples listener) {
    return new Sampler(sources, Probe.none(), listener, SHORT, 100_000);
  }

  private static long samplerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("stress-sampler"))
        .count();
  }
}
