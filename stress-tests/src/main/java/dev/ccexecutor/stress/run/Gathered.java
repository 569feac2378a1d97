package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.evidence.AgentEvidence;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.FaultEvidence;
import dev.ccexecutor.stress.evidence.RawEvidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a workload has seen so far. May be used on any thread. */
final class Gathered {
  private final List<ExecutionEvidence> executions = new ArrayList<>();
  private final List<AgentEvidence> agents = new ArrayList<>();
  private final List<RawEvidence> raw = new ArrayList<>();
  private final List<FaultEvidence> faults = new ArrayList<>();

  synchronized void add(ExecutionEvidence execution) {
    executions.add(execution);
  }

  synchronized void add(AgentEvidence agent) {
    agents.add(agent);
  }

  synchronized void add(RawEvidence step) {
    raw.add(step);
  }

  synchronized void add(FaultEvidence fault) {
    faults.add(fault);
  }

  /** By their names, which count up. */
  synchronized List<ExecutionEvidence> executions() {
    return executions.stream().sorted(Comparator.comparing(ExecutionEvidence::id)).toList();
  }

  synchronized List<AgentEvidence> agents() {
    return agents.stream().sorted(Comparator.comparing(AgentEvidence::marker)).toList();
  }

  synchronized List<RawEvidence> raw() {
    return List.copyOf(raw);
  }

  synchronized List<FaultEvidence> faults() {
    return List.copyOf(faults);
  }
}
