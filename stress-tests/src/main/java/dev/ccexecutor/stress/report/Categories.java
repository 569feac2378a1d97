package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Scenarios by what kind of stress they are. */
final class Categories {
  private Categories() {}

  /** In the order in which they were first run, and so are the scenarios of each. */
  static Map<String, List<ScenarioResult>> of(StressRun run) {
    return run.scenarios().stream()
        .collect(
            Collectors.groupingBy(
                ScenarioResult::category, LinkedHashMap::new, Collectors.toList()));
  }
}
