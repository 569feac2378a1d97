package dev.ccexecutor.stress.sample;

import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressListener;
import dev.ccexecutor.stress.result.StressRun;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
class HeardSamples implements StressListener {
  private final List<Sample> samples = new CopyOnWriteArrayList<>();

  final List<Sample> samples() {
    return List.copyOf(samples);
  }

  @Override
  public void onSample(Sample sample) {
    samples.add(sample);
  }

  @Override
  public void onScenarioStarted(String name, String category) {
    throw new UnsupportedOperationException("a sampler tells of no scenario");
  }

  @Override
  public void onScenarioEnded(ScenarioResult result) {
    throw new UnsupportedOperationException("a sampler tells of no scenario");
  }

  @Override
  public void onRunEnded(StressRun run) {
    throw new UnsupportedOperationException("a sampler tells of no run");
  }
}
