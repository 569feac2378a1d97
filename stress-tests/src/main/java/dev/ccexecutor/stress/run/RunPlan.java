package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.scenario.Scenario;
import java.util.List;

/**
 * What is to be run.
 *
 * @param scenarios in order
 * @param minutes for so long they are run again and again; 0 for once
 * @param seed of all that is random
 */
record RunPlan(List<Scenario> scenarios, double minutes, long seed) {
  RunPlan {
    scenarios = List.copyOf(scenarios);
  }
}
