package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Exit codes, signals, status and reason are those that the scenario names. */
public final class ExitCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    Expectation expect = evidence.scenario().expect();
    List<Finding> findings = new ArrayList<>();
    add(findings, evidence, "exit code", expect.exitCode(), ProcessCompleted::exitCode);
    add(findings, evidence, "signal", expect.signal(), ProcessCompleted::signal);
    add(findings, evidence, "status", expect.status(), ProcessCompleted::status);
    add(findings, evidence, "reason", expect.reason(), ProcessCompleted::reason);
    return findings;
  }

  private static void add(
      List<Finding> findings,
      ScenarioEvidence evidence,
      String name,
      Object expected,
      Function<ProcessCompleted, Object> member) {
    if (expected == null) {
      return;
    }
    findings.add(
        EachExecution.judge(
            name,
            expected.toString(),
            evidence.started(),
            execution -> {
              Object seen = execution.end().map(member).orElse(null);
              return Objects.equals(seen, expected)
                  ? Optional.empty()
                  : Optional.of(String.valueOf(seen));
            }));
  }
}
