package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import java.util.List;

/** No process is left that bears the scenario's marker in its environment. */
public final class LeftoverCheck implements Check {
  private static final String NAME = "processes left";

  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    return List.of(
        evidence
            .server()
            .survivors()
            .map(
                pids ->
                    Finding.of(NAME, pids.isEmpty(), "none", pids.isEmpty() ? "none" : "" + pids))
            .orElseGet(() -> Finding.notMade(NAME, "none", "the server is on another machine")));
  }
}
