package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Fault;
import java.util.ArrayList;
import java.util.List;

/** The faults were really made: a scenario whose fault came too late has shown nothing. */
public final class FaultCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence
        .faults()
        .forEach(
            fault ->
                findings.add(
                    Finding.of(
                        "fault " + fault.type().wireName(),
                        fault.made() == fault.wanted(),
                        fault.wanted() + " times",
                        fault.made() + " times")));
    if (evidence.scenario().has(Fault.Type.DISCONNECT)) {
      int cuts = evidence.scenario().fault(Fault.Type.DISCONNECT).timesOrOnce();
      // One that was still to be started when the connection went has none of its own to tell.
      int most =
          evidence.started().stream().mapToInt(ExecutionEvidence::reconnects).max().orElse(0);
      findings.add(
          Finding.of("reconnects", most >= cuts, "at least " + cuts + " of one", "" + most));
    }
    return findings;
  }
}
