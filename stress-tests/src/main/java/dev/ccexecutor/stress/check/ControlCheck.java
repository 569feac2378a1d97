package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.stress.evidence.ControlEvidence;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each control was answered, and the kernel says that it did what the answer says. */
public final class ControlCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    boolean has =
        !evidence.scenario().controls().isEmpty() || evidence.scenario().randomControls() != null;
    if (!has) {
      return List.of();
    }
    List<String> allowed = evidence.scenario().expect().controlErrors();
    List<Finding> findings = new ArrayList<>();
    int count = evidence.started().stream().mapToInt(each -> each.controls().size()).sum();
    int least = leastCount(evidence);
    findings.add(Finding.of("controls", count >= least, "at least " + least, "" + count));
    findings.add(
        EachExecution.judge(
            "answers to controls",
            allowed.isEmpty() ? "all done" : "done, or " + String.join(", ", allowed),
            evidence.started(),
            each -> error(each, allowed)));
    if (stopsOrStarts(evidence)) {
      findings.add(effects(evidence));
    }
    return findings;
  }

  private static boolean stopsOrStarts(ScenarioEvidence evidence) {
    return evidence.scenario().randomControls() != null
        || evidence.scenario().controls().stream()
            .anyMatch(
                step -> step.type() == ControlType.PAUSE || step.type() == ControlType.RESUME);
  }

  /** An execution may end before its random controls are over; then those that failed count too. */
  private static int leastCount(ScenarioEvidence evidence) {
    int random = evidence.scenario().randomControls() == null ? 0 : 1;
    return evidence.started().size() * (evidence.scenario().controls().size() + random);
  }

  private static Optional<String> error(ExecutionEvidence execution, List<String> allowed) {
    return execution.controls().stream()
        .filter(control -> !control.error().isEmpty() && !allowed.contains(control.error()))
        .map(control -> control.type() + ": " + control.error())
        .findFirst();
  }

  private static Finding effects(ScenarioEvidence evidence) {
    List<ControlEvidence> seen =
        evidence.started().stream()
            .flatMap(each -> each.controls().stream())
            .filter(control -> control.runningAfterwards().isPresent())
            .toList();
    List<ControlEvidence> without =
        seen.stream().filter(control -> control.runningAfterwards().getAsInt() > 0).toList();
    String name = "effects of controls";
    String expected = "PAUSE stops all processes, RESUME none stays stopped";
    if (seen.isEmpty()) {
      return Finding.notMade(name, expected, "no PAUSE or RESUME whose processes can be seen");
    }
    return Finding.of(
        name,
        without.isEmpty(),
        expected,
        without.isEmpty()
            ? "so after all " + seen.size()
            : without.size() + " of " + seen.size() + " not: " + without.getFirst());
  }
}
