package dev.ccexecutor.stress;

import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressListener;
import dev.ccexecutor.stress.result.StressRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Keeps samples until the one that is waited for. */
final class SampleListener implements StressListener {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final List<Sample> samples = new CopyOnWriteArrayList<>();

  Sample await(Predicate<Sample> wanted) {
    return Awaitility.await()
        .atMost(DEADLINE)
        .until(() -> samples.stream().filter(wanted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  @Override
  public void onSample(Sample sample) {
    samples.add(sample);
  }

  @Override
  public void onScenarioStarted(String name, String category) {}

  @Override
  public void onScenarioEnded(ScenarioResult result) {}

  @Override
  public void onRunEnded(StressRun run) {}
}
