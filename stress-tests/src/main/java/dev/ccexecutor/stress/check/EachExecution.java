package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One finding about many executions: how many are wrong, and what is wrong with the first. */
final class EachExecution {

  private EachExecution() {}

  /**
   * Looks at each.
   *
   * @param problemOf empty where it is as it should be
   */
  static Finding judge(
      String name,
      String expected,
      List<ExecutionEvidence> executions,
      Function<ExecutionEvidence, Optional<String>> problemOf) {
    int wrong = 0;
    String first = "";
    for (ExecutionEvidence execution : executions) {
      Optional<String> problem = problemOf.apply(execution);
      if (problem.isPresent()) {
        first = wrong == 0 ? execution.id() + ": " + problem.get() : first;
        wrong++;
      }
    }
    // Nothing that was looked at proves nothing.
    if (executions.isEmpty()) {
      return Finding.of(name, false, expected, "there is no execution to look at");
    }
    return wrong == 0
        ? Finding.of(name, true, expected, "all " + executions.size())
        : Finding.of(name, false, expected, wrong + " of " + executions.size() + " not; " + first);
  }
}
