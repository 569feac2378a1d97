package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import java.util.List;

/** Afterwards the server runs a command as before. */
public final class ServingCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    String problem = evidence.server().serves();
    return List.of(
        Finding.of(
            "serves afterwards",
            problem.isEmpty(),
            "an echo comes back whole",
            problem.isEmpty() ? "it does" : problem));
  }
}
