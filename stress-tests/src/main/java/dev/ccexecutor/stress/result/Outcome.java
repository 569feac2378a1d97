package dev.ccexecutor.stress.result;

/** How a scenario came out. */
public enum Outcome {
  /** All its checks held. */
  PASSED,
  /** A check did not hold, or the scenario could not be run to its end. */
  FAILED,
  /** It was not run, for a reason that is told. */
  SKIPPED
}
