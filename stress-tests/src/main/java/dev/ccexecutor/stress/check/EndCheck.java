package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each execution that was started has ended, with no process left, and its client knows. */
public final class EndCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    if (evidence.scenario().kind() != Scenario.Kind.COMMANDS
        || evidence.scenario().expect().refusesAll()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    List<ExecutionEvidence> started = evidence.started();
    findings.add(EachExecution.judge("end", "each has an end record", started, EndCheck::missing));
    findings.add(EachExecution.judge("tree", "each tree is empty", started, EndCheck::notEmpty));
    return findings;
  }

  private static Optional<String> missing(ExecutionEvidence execution) {
    return execution.trouble().isPresent()
        ? execution.trouble()
        : problem(execution.end().isEmpty(), "no end record");
  }

  private static Optional<String> notEmpty(ExecutionEvidence execution) {
    return problem(
        execution.end().isPresent() && !execution.end().get().treeEmpty(), "tree_empty is false");
  }

  static Optional<String> problem(boolean wrong, String what) {
    return wrong ? Optional.of(what) : Optional.empty();
  }
}
