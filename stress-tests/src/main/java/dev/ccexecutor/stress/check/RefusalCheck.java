package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.Refusal;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Expectation;
import java.util.List;
import java.util.Optional;

/** Starts are refused where they are to be, as they are to be, and nowhere else. */
public final class RefusalCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    Expectation expect = evidence.scenario().expect();
    List<ExecutionEvidence> refused =
        evidence.executions().stream().filter(each -> each.refusal().isPresent()).toList();
    Expectation.Refusal wanted = expect.refused();
    if (wanted == null) {
      return evidence.executions().isEmpty()
          ? List.of()
          : List.of(
              EachExecution.judge(
                  "refusals",
                  "none",
                  evidence.executions(),
                  each -> each.refusal().map(Refusal::toString)));
    }
    int atLeast = expect.refusesAll() ? evidence.executions().size() : expect.refusedAtLeast();
    return List.of(
        Finding.of(
            "refusals", refused.size() >= atLeast, "at least " + atLeast, "" + refused.size()),
        EachExecution.judge(
            "errors of refusals", describe(wanted), refused, each -> problem(wanted, each)));
  }

  private static Optional<String> problem(Expectation.Refusal wanted, ExecutionEvidence execution) {
    Refusal seen = execution.refusal().orElseThrow();
    boolean same =
        seen.code() == wanted.code()
            && (wanted.kind() == null || wanted.kind().equals(seen.kind()))
            && (wanted.errno() == null || wanted.errno().equals(seen.errno()));
    return EndCheck.problem(!same, seen.toString());
  }

  private static String describe(Expectation.Refusal wanted) {
    return wanted.code()
        + (wanted.kind() == null ? "" : " " + wanted.kind())
        + (wanted.errno() == null ? "" : " " + wanted.errno());
  }
}
