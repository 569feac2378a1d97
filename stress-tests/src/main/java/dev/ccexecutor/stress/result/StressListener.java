package dev.ccexecutor.stress.result;

/**
 * Follows a run. Scenarios come one after the other on the thread of the run; samples come on the
 * sampler's, so they may come at the same time as the rest. What a listener throws is its own
 * fault, so it throws nothing.
 */
public interface StressListener {

  void onScenarioStarted(String name, String category);

  void onSample(Sample sample);

  void onScenarioEnded(ScenarioResult result);

  /** The last call, once there are no more samples. */
  void onRunEnded(StressRun run);
}
