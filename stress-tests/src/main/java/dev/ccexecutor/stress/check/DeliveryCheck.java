package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.evidence.StreamEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came is what the end record says that the child wrote: length and checksum of both streams;
 * each piece began where the one before had ended; and nothing was left out.
 */
public final class DeliveryCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    List<ExecutionEvidence> followed =
        evidence.started().stream().filter(ExecutionEvidence::followed).toList();
    List<Finding> findings = new ArrayList<>();
    if (followed.isEmpty()) {
      return findings;
    }
    findings.add(EachExecution.judge("offsets", "without a hole", followed, DeliveryCheck::broken));
    boolean gaps = evidence.scenario().expect().hasGaps();
    findings.add(
        EachExecution.judge(
            "gaps", gaps ? "some" : "none", followed, each -> gapProblem(each, gaps)));
    if (!hasNoOutput(evidence)) {
      findings.add(
          EachExecution.judge(
              "checksums", "received as in the end record", followed, DeliveryCheck::unlike));
    }
    return findings;
  }

  private static boolean hasNoOutput(ScenarioEvidence evidence) {
    return evidence
        .scenario()
        .execute()
        .path("output")
        .asString("")
        .equals(OutputForm.NONE.wireName());
  }

  private static Optional<String> broken(ExecutionEvidence execution) {
    if (execution.stdout().brokenAt().isPresent()) {
      return Optional.of("stdout breaks at " + execution.stdout().brokenAt().getAsLong());
    }
    return execution.stderr().brokenAt().isPresent()
        ? Optional.of("stderr breaks at " + execution.stderr().brokenAt().getAsLong())
        : Optional.empty();
  }

  private static Optional<String> gapProblem(ExecutionEvidence execution, boolean wanted) {
    long bytes = execution.stdout().gapBytes() + execution.stderr().gapBytes();
    return EndCheck.problem((bytes > 0) != wanted, bytes + " bytes did not come");
  }

  private static Optional<String> unlike(ExecutionEvidence execution) {
    Optional<ProcessCompleted> end = execution.end();
    if (end.isEmpty()) {
      return Optional.of("no end record");
    }
    Optional<String> stdout = unlike("stdout", execution.stdout(), end.get().stdout());
    return stdout.isPresent() ? stdout : unlike("stderr", execution.stderr(), end.get().stderr());
  }

  private static Optional<String> unlike(String name, StreamEvidence seen, StreamTotals totals) {
    if (totals == null) {
      return Optional.of("the end record tells nothing of " + name);
    }
    boolean lengthHolds = seen.bytes() + seen.gapBytes() == totals.bytes();
    boolean checksumHolds = seen.gapBytes() > 0 || seen.crc32c().equals(totals.crc32c());
    return EndCheck.problem(
        !lengthHolds || !checksumHolds,
        "%s: %d bytes %s, by the end record %d bytes %s"
            .formatted(name, seen.bytes(), seen.crc32c(), totals.bytes(), totals.crc32c()));
  }
}
