package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.execution.spool.Verification;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Scenario;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where there are transcripts, each is whole, unchanged, and of this execution. */
public final class TranscriptCheck implements Check {
  private static final String NAME = "transcripts";

  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    Scenario scenario = evidence.scenario();
    boolean has =
        scenario.kind() == Scenario.Kind.COMMANDS
            && scenario.execute().path("spool").asString("").equals(SpoolMode.ALL.wireName());
    if (!has) {
      return List.of();
    }
    Verification.Verdict verdict =
        scenario.has(Fault.Type.KILL_SERVER)
            ? Verification.Verdict.LOST
            : Verification.Verdict.UNCHANGED;
    String expected = "each " + verdict.wireName() + ", of this id, with the same end";
    boolean seen = evidence.server().survivors().isPresent();
    if (!seen) {
      return List.of(Finding.notMade(NAME, expected, "they are on another machine"));
    }
    return List.of(
        EachExecution.judge(NAME, expected, evidence.started(), each -> problem(each, verdict)));
  }

  private static Optional<String> problem(
      ExecutionEvidence execution, Verification.Verdict verdict) {
    if (execution.transcript().isEmpty()) {
      return Optional.of("there is none");
    }
    Verification seen = execution.transcript().get();
    if (seen.verdict() != verdict) {
      return Optional.of(seen.verdict().wireName() + " " + seen.findings());
    }
    if (!execution.id().equals(seen.executionId())) {
      return Optional.of("it is of " + seen.executionId());
    }
    return EndCheck.problem(
        verdict == Verification.Verdict.UNCHANGED && !agrees(execution, seen),
        "its end differs: " + seen.end());
  }

  private static boolean agrees(ExecutionEvidence execution, Verification seen) {
    ProcessCompleted end = execution.end().orElse(null);
    return end != null
        && seen.end() != null
        && Objects.equals(end.stdout(), seen.end().stdout())
        && Objects.equals(end.stderr(), seen.end().stderr())
        && Objects.equals(end.exitCode(), seen.end().exitCode())
        && end.transcript() != null
        && Objects.equals(end.transcript().marker(), seen.marker());
  }
}
