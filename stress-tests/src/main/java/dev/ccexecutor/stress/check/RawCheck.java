package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import java.util.List;

/** Each step of a bare socket was answered as it is to be. */
public final class RawCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    return evidence.raw().stream()
        .map(
            step ->
                Finding.of(
                    step.step(), step.seen().equals(step.expected()), step.expected(), step.seen()))
        .toList();
  }
}
