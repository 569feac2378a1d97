package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressListener;
import dev.ccexecutor.stress.result.StressRun;
import dev.ccexecutor.stress.sample.SampledServer;
import dev.ccexecutor.stress.sample.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Samples of the servers of a run, one after the other, with times since the run began. */
final class Sampling {
  private static final long FIRST_SAMPLE_SECONDS = 60;

  private final StressListener listener;
  private final LongAdder received;
  private final long beganNanos = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();

  Sampling(StressListener listener, LongAdder received) {
    this.listener = listener;
    this.received = received;
  }

  /**
   * Samples a server until the answer is closed. Returns when the first sample was taken, so that
   * the connection by which they are taken is there before anything is counted.
   */
  Running start(Target target) throws InterruptedException {
    long offsetMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    CountDownLatch first = new CountDownLatch(1);
    SampledServer server =
        new SampledServer(
            target.uri(), target.options(), Optional.empty(), target.pid(), received::sum);
    Sampler sampler = Sampler.start(server, new Shifted(offsetMillis, first));
    if (!first.await(FIRST_SAMPLE_SECONDS, TimeUnit.SECONDS)) {
      sampler.close();
      throw new IllegalStateException("there is no first sample of the server");
    }
    return new Running(sampler, offsetMillis);
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  private static Sample shifted(Sample sample, long millis) {
    return new Sample(
        sample.elapsedMillis() + millis,
        sample.scenario(),
        sample.residentBytes(),
        sample.openFiles(),
        sample.threads(),
        sample.liveExecutions(),
        sample.outputBytesPerSecond(),
        sample.probeMillis());
  }

  /** Samples of one server. */
  final class Running implements AutoCloseable {
    private final Sampler sampler;
    private final long offsetMillis;

    private Running(Sampler sampler, long offsetMillis) {
      this.sampler = sampler;
      this.offsetMillis = offsetMillis;
    }

    void scenario(String name) {
      sampler.scenario(name);
    }

    @Override
    public void close() {
      sampler.close();
      sampler.samples().forEach(sample -> samples.add(shifted(sample, offsetMillis)));
    }
  }

  private final class Shifted implements StressListener {
    private final long offsetMillis;
    private final CountDownLatch first;

    Shifted(long offsetMillis, CountDownLatch first) {
      this.offsetMillis = offsetMillis;
      this.first = first;
    }

    @Override
    public void onSample(Sample sample) {
      listener.onSample(shifted(sample, offsetMillis));
      first.countDown();
    }

    @Override
    public void onScenarioStarted(String name, String category) {
      throw new IllegalStateException("a sampler tells of samples only");
    }

    @Override
    public void onScenarioEnded(ScenarioResult result) {
      throw new IllegalStateException("a sampler tells of samples only");
    }

    @Override
    public void onRunEnded(StressRun run) {
      throw new IllegalStateException("a sampler tells of samples only");
    }
  }
}
