package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentResult.Validation;
import dev.ccexecutor.server.agent.FailureReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a verdict makes of a result. */
final class Judging {
  private Judging() {}

  /**
   * By a schema.
   *
   * @param directory from which its paths start
   */
  static AgentResult bySchema(AgentResult result, ListedTask.Schema check, String directory) {
    Path from = Path.of(directory);
    List<String> problems =
        SchemaCheck.problems(from.resolve(check.file()), from.resolve(check.schema()));
    boolean passed = problems.isEmpty();
    List<String> reasons =
        passed ? List.of(check.file() + " is as " + check.schema() + " wants it") : problems;
    return judged(result, passed, reasons, null);
  }

  /** By an agent, whose own result this is. */
  static AgentResult byAgent(AgentResult result, AgentResult by) {
    if (by.isError()) {
      return result.judged(
          new Validation(false, List.of(by.failure().message()), by),
          FailureReport.of(
              by.failure().type() == AgentFailure.CANCELED
                  ? AgentFailure.CANCELED
                  : AgentFailure.VALIDATOR_FAILED,
              "the validator: " + by.failure().type().wireName() + ", " + by.failure().message()));
    }
    Optional<Verdict> verdict = Verdict.in(by.result());
    if (verdict.isEmpty()) {
      String message = "the validator's answer does not end with a verdict in the form it was told";
      return result.judged(
          new Validation(false, List.of(message), by),
          FailureReport.of(AgentFailure.VALIDATOR_FAILED, message));
    }
    return judged(result, verdict.get().passed(), verdict.get().reasons(), by);
  }

  /** What was said before stays. */
  private static AgentResult judged(
      AgentResult result, boolean passed, List<String> reasons, AgentResult by) {
    List<String> all = new ArrayList<>();
    if (result.validation() != null) {
      all.addAll(result.validation().reasons());
    }
    all.addAll(reasons);
    FailureReport refused =
        passed
            ? null
            : FailureReport.of(AgentFailure.VALIDATION_FAILED, String.join("; ", reasons));
    return result.judged(new Validation(passed, all, by), refused);
  }
}
